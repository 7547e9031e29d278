using InferenceProviders.Emulator;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace InferenceProviders.Tests.DependencyInjection.Support;

/// <summary>
/// An ASP.NET Core application on a real socket, whose settings lead to an emulator and can change while it runs.
/// </summary>
internal sealed class App : IAsyncDisposable
{
    public const string Section = "InferenceProviders";

    private readonly WebApplication _app;

    private App(WebApplication app, LogRecorder log)
    {
        _app = app;
        Log = log;
    }

    public LogRecorder Log { get; }

    public IServiceProvider Services => _app.Services;

    public InferenceRouter Router => Services.GetRequiredService<InferenceRouter>();

    public Uri Address =>
        new(Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>()
            .Addresses.Single());

    /// <summary>Builds it without starting it.</summary>
    public static App Build(
        IDictionary<string, string?> settings, Action<WebApplicationBuilder>? configure = null,
        Action<WebApplication>? map = null, LogLevel level = LogLevel.Information)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { EnvironmentName = "Production" });
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Services.AddRoutingCore();
        var log = new LogRecorder();
        builder.Logging.AddProvider(log).SetMinimumLevel(level);
        builder.Configuration.AddInMemoryCollection(
            settings.Select(pair => KeyValuePair.Create($"{Section}:{pair.Key}", pair.Value)));
        (configure
            ?? (static one => one.Services.AddInferenceProviders(one.Configuration.GetSection(Section))))(builder);
        var app = builder.Build();
        map?.Invoke(app);
        return new App(app, log);
    }

    public static async Task<App> StartAsync(
        IDictionary<string, string?> settings, Action<WebApplicationBuilder>? configure = null,
        Action<WebApplication>? map = null, LogLevel level = LogLevel.Information)
    {
        var app = Build(settings, configure, map, level);
        try
        {
            await app.StartAsync();
            return app;
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }
    }

    /// <summary>The settings that lead to an emulator.</summary>
    public static Dictionary<string, string?> Settings(EmulatorHost emulator) => new()
    {
        ["Token"] = emulator.Token,
        ["UseEnvironment"] = "false",
        ["RouterEndpoint"] = emulator.BaseAddress.AbsoluteUri,
        ["HubEndpoint"] = emulator.BaseAddress.AbsoluteUri,
        ["AllowLoopbackDownloads"] = "true",
        ["ProviderEndpoints:groq"] = emulator.HostAddress(
            ProviderRegistry.BuiltIn.Find("groq")!.BaseAddress!).AbsoluteUri,
    };

    public Task StartAsync() => _app.StartAsync();

    /// <summary>Changes settings as a file does that is saved while the application runs.</summary>
    public void Change(params (string Key, string? Value)[] settings)
    {
        foreach (var (key, value) in settings)
        {
            _app.Configuration[$"{Section}:{key}"] = value;
        }

        ((IConfigurationRoot)_app.Configuration).Reload();
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
