using System.Net;
using System.Net.Sockets;
using AspNetCoreChat.Backends;
using AspNetCoreChat.Chat;
using AspNetCoreChat.Endpoints;
using AspNetCoreChat.Errors;
using AspNetCoreChat.Security;
using AspNetCoreChat.Tools;
using InferenceProviders;
using InferenceProviders.Emulator;
using Microsoft.AspNetCore.DataProtection;

namespace AspNetCoreChat;

/// <summary>The running application.</summary>
internal sealed class Playground : IAsyncDisposable
{
    private const int UsualPort = 5080;

    private readonly WebApplication _app;

    private Playground(WebApplication app, Backend backend)
    {
        _app = app;
        Backend = backend;
    }

    public Uri Address => new(_app.Urls.First());

    public Backend Backend { get; }

    /// <summary>Starts it, with an emulator when there is no token.</summary>
    /// <param name="args">
    /// The command line: <c>--urls http://localhost:8080</c>, <c>--Playground:Model org/name</c>, …
    /// </param>
    /// <param name="emulatorOptions">How the emulator runs, when one is started.</param>
    /// <exception cref="IOException">The port that was asked for is taken.</exception>
    public static async Task<Playground> StartAsync(string[] args, EmulatorOptions? emulatorOptions = null)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            Args = args,
            ApplicationName = typeof(Playground).Assembly.GetName().Name,
            ContentRootPath = AppContext.BaseDirectory,
        });
        if (string.IsNullOrEmpty(builder.Configuration[WebHostDefaults.ServerUrlsKey]))
        {
            builder.WebHost.UseUrls($"http://127.0.0.1:{(IsFree(UsualPort) ? UsualPort : 0)}");
        }

        var backend = await Backend.StartAsync(builder.Configuration, emulatorOptions);
        WebApplication? app = null;
        try
        {
            AddServices(builder, backend);
            app = builder.Build();
            Map(app, backend);
            await backend.CheckTokenAsync(app.Services.GetRequiredService<InferenceRouter>());
            await app.StartAsync();
            return new Playground(app, backend);
        }
        catch
        {
            await (app?.DisposeAsync() ?? ValueTask.CompletedTask);
            await backend.DisposeAsync();
            throw;
        }
    }

    public Task WaitForShutdownAsync() => _app.WaitForShutdownAsync();

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        await Backend.DisposeAsync();
    }

    private static void AddServices(WebApplicationBuilder builder, Backend backend)
    {
        var services = builder.Services;
        backend.AddRouter(services, builder.Configuration, builder.Environment);
        services.AddSingleton<ChatAgent>();
        services.AddOptions<PlaygroundOptions>().BindConfiguration("Playground").Validate(
            static options =>
                options.RequestsPerMinute > 0, "Playground:RequestsPerMinute must be greater than zero.")
            .ValidateOnStart();
        services.ConfigureHttpJsonOptions(static options => PlaygroundJson.Configure(options.SerializerOptions));
        services.AddExplainedErrors();

        // Scripts and styles take a quarter of the bytes. Answers are not held back: event streams are not compressed.
        services.AddResponseCompression();

        // The keys live as long as the process: nothing is left on the disk, and a page that outlives it fetches a new
        // token.
        services.AddDataProtection().UseEphemeralDataProtectionProvider();
        services.AddAntiforgery(static options => options.HeaderName = AntiforgeryFilter.Header);
        services.AddRequestLimits();

        // Pages watch the providers' health for as long as they are open: a stop does not wait for that.
        services.Configure<HostOptions>(static options => options.ShutdownTimeout = TimeSpan.FromSeconds(1));
    }

    private static void Map(WebApplication app, Backend backend)
    {
        app.UseExplainedErrors();
        app.UseSecurityHeaders();
        app.UseResponseCompression();
        app.UseDefaultFiles();
        app.UseStaticFiles(new StaticFileOptions
        {
            OnPrepareResponse = static context => context.Context.Response.Headers.CacheControl = "no-cache",
        });
        app.UseRateLimiter();

        var api = app.MapGroup("/api").AddEndpointFilter<AntiforgeryFilter>().RequireRateLimiting(RequestLimits.Policy);
        api.MapSession(backend);
        api.MapModels();
        api.MapChat();
        api.MapExplain();
        api.MapImages();
        api.MapSpeech();
        api.MapVideo();
        api.MapMcp();
        api.MapHealth();
        if (backend.KeepsWire)
        {
            api.MapWire();
        }

        if (backend.Faults is { } faults)
        {
            api.MapFaults(faults);
        }

        app.MapDemoMcpServer();
        app.MapHealthChecks("/healthz");
    }

    private static bool IsFree(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
