using System.Diagnostics;
using InferenceProviders.Emulator;

namespace Fleet;

/// <summary>Starts the emulator, the server and the processes, and serves the page that shows them.</summary>
internal sealed class FleetHost : IAsyncDisposable
{
    private const int Members = 3;

    private readonly EmulatorHost _emulator;
    private readonly LocalRedis? _redis;
    private readonly List<Process> _processes = [];
    private readonly List<Uri> _addresses = [];
    private readonly HttpClient _client = new();
    private WebApplication? _app;

    private FleetHost(EmulatorHost emulator, LocalRedis? redis, string description)
    {
        _emulator = emulator;
        _redis = redis;
        Description = description;
    }

    public string Description { get; }

    public string Address => _app!.Urls.First();

    public static async Task<FleetHost> StartAsync(string port, string? redis)
    {
        var emulator = await EmulatorHost.StartAsync(new() { UserTokens = ["hf_emulator"] });
        var own = redis is null ? await LocalRedis.StartAsync() : null;
        var store = redis ?? own?.Configuration;
        var host = new FleetHost(emulator, own, store is null
            ? "There is no redis-server, so it runs alone, in one process. To see three: apt-get install redis-server"
                + ",\n"
                + "or docker run -p 6379:6379 redis:7 and --redis localhost:6379."
            : $"Three processes share over Redis at {store.Split(',')[0]}.");
        for (var number = 1; number <= (store is null ? 1 : Members); number++)
        {
            await host.AddAsync(number, store ?? "-");
        }

        await host.ServeAsync(port);
        return host;
    }

    public Task WaitForShutdownAsync() => _app!.WaitForShutdownAsync();

    public async ValueTask DisposeAsync()
    {
        if (_app is not null)
        {
            await _app.DisposeAsync();
        }

        foreach (var process in _processes)
        {
            if (!process.HasExited)
            {
                process.Kill();
            }

            process.Dispose();
        }

        if (_redis is not null)
        {
            await _redis.DisposeAsync();
        }

        _client.Dispose();
        await _emulator.DisposeAsync();
    }

    private async Task AddAsync(int number, string store)
    {
        var start = new ProcessStartInfo(
            Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet",
            [typeof(FleetHost).Assembly.Location, "--member", $"{number}", _emulator.BaseAddress.AbsoluteUri, store])
        {
            RedirectStandardOutput = true,
        };
        var process = Process.Start(start)!;
        _processes.Add(process);
        _addresses.Add(new Uri(await process.StandardOutput.ReadLineAsync()
            ?? throw new InvalidOperationException($"Process {number} did not start.")));
    }

    private async Task ServeAsync(string port)
    {
        var builder = WebApplication.CreateSlimBuilder(
            new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls($"http://127.0.0.1:{port}");
        _app = builder.Build();
        _app.UseDefaultFiles().UseStaticFiles();
        _app.MapGet("/api/state", StateAsync);
        _app.MapPost("/api/ask", (int member, string talk) => AskAsync(member, talk));
        _app.MapPost("/api/busy", (string provider) => Busy(provider));
        _app.MapPost("/api/store", (bool run) => StoreAsync(run));
        await _app.StartAsync();
    }

    /// <summary>What each process says of itself; null for one that does not answer.</summary>
    private async Task<IResult> StateAsync()
    {
        var states = await Task.WhenAll(_addresses.Select(async address =>
        {
            try
            {
                return await _client.GetStringAsync(new Uri(address, "/state"));
            }
            catch (HttpRequestException)
            {
                return "null";
            }
        }));
        return Results.Content($"[{string.Join(',', states)}]", "application/json");
    }

    private async Task<string> AskAsync(int member, string talk)
    {
        var address = new Uri(
            _addresses[member % _addresses.Count], $"/ask?talk={Uri.EscapeDataString(talk)}");
        try
        {
            using var answer = await _client.PostAsync(address, content: null);
            return await answer.Content.ReadAsStringAsync();
        }
        catch (HttpRequestException)
        {
            return "Ended";
        }
    }

    /// <summary>The provider refuses the next call, and asks for half a minute of rest.</summary>
    private void Busy(string provider) => _emulator.Script.For(provider).Once().Fail(
        429, """{"error":"Too many requests."}""", new Dictionary<string, string> { ["Retry-After"] = "30" });

    private async Task StoreAsync(bool run)
    {
        if (_redis is not null)
        {
            await (run ? _redis.RunAsync() : _redis.StopAsync());
        }
    }
}
