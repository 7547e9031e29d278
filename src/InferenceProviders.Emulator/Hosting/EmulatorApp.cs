using InferenceProviders.Emulator.Hub;
using InferenceProviders.Emulator.Router;
using InferenceProviders.Emulator.Serving;
using InferenceProviders.Emulator.Tasks.Chat;
using InferenceProviders.Emulator.Tasks.Completions;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;

namespace InferenceProviders.Emulator.Hosting;

/// <summary>Puts the web application together. Each family of routes maps itself.</summary>
internal static class EmulatorApp
{
    private const long LargestRequest = 256 * 1024 * 1024;

    public static WebApplication Build(Emulation emulation)
    {
        // Empty: no configuration from the environment, no logging (prompts and tokens stay out of logs), no console.
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = LargestRequest;
            kestrel.Limits.MinRequestBodyDataRate = null;
            kestrel.Limits.MinResponseDataRate = null;
            kestrel.Listen(emulation.Options.ListenAddress, emulation.Options.Port);
        });

        // A flush returns when the socket has taken the bytes, so that what precedes a scripted reset really arrives.
        builder.Services.Configure<SocketTransportOptions>(sockets => sockets.MaxWriteBufferSize = 1);
        builder.Services.AddRoutingCore();

        var app = builder.Build();
        var pipeline = new EmulatorPipeline(emulation);
        app.Use(pipeline.ReceiveAsync);
        app.UseRouting();
        app.Use(pipeline.RecordAsync);
        app.Use(EmulatorPipeline.RefuseAsync);
        app.Use(pipeline.PlayAsync);
        app.MapHub(emulation);
        app.MapRouter(emulation);
        app.MapChat(emulation);
        app.MapCompletions(emulation);
        app.MapProviders(emulation);
        app.MapGet("/files/{host}/{**path}", new FileEndpoint(emulation.Files).GetAsync);
        app.MapFallback("{**path}", EmulatorPipeline.NotFoundAsync);
        return app;
    }
}
