using System.Globalization;
using System.Net;
using InferenceProviders.Benchmarks.Subjects;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace InferenceProviders.Benchmarks.Start;

/// <summary>
/// A program that was just started: it does one thing, says so on a line, and on the next how much of the processors
/// it has taken until its end, in ms.
/// </summary>
internal static class StartedProgram
{
    public const string Switch = "--start";

    public static async Task RunAsync(string kind, Uri address)
    {
        switch (kind)
        {
            case "web":
                await ServeAsync(static _ => { }, makesClient: false);
                break;

            case "web-ours" or "web-client":
                await ServeAsync(
                    services =>
                    {
                        services.AddInferenceProviders(
                            options => (options.Token, options.RouterEndpoint) = (Conversation.Key, address));
                        services.AddInferenceChatClient(Conversation.Model);
                    },
                    makesClient: kind == "web-client");
                break;

            case "ours":
                using (var ours = new Ours())
                {
                    await ours.Stream(address)(Say);
                }

                break;

            case "peer":
                await new OpenAISdk().Stream(address)(Say);
                break;

            default:
                using (var floor = new Floor())
                {
                    await floor.Stream(address)(Say);
                }

                break;
        }

        Console.Out.WriteLine(Environment.CpuUsage.TotalTime.TotalMilliseconds.ToString(CultureInfo.InvariantCulture));
    }

    private static void Say() => Console.Out.WriteLine("ready");

    /// <summary>
    /// A web application that has started, and has made its client or leaves that to the first request.
    /// </summary>
    private static async Task ServeAsync(Action<IServiceCollection> configure, bool makesClient)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(static options => options.Listen(IPAddress.Loopback, 0));
        configure(builder.Services);
        await using var app = builder.Build();
        if (makesClient)
        {
            _ = app.Services.GetRequiredService<IChatClient>();
        }

        await app.StartAsync();
        Say();
        await app.StopAsync();
    }
}
