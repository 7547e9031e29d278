using InferenceProviders.FaultMatrix.Server;
using InferenceProviders.FaultMatrix.Subjects;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace InferenceProviders.FaultMatrix.Load;

/// <summary>
/// An ASP.NET application as many are: one router for all, one address that streams the model's answer to the browser.
/// The last line says how the call ended: <c>whole</c>, or the kind of the error.
/// </summary>
internal static class LoadApp
{
    public const string Whole = "whole";

    /// <summary>How long a call may take, all attempts together.</summary>
    public static readonly TimeSpan CallLimit = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    public static async Task<WebApplication> StartAsync(FaultServer hub, LoadProvider first, LoadProvider second)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddInferenceProviders(options => Configure(options, hub, first, second));
        builder.Services.AddInferenceChatClient(LoadHub.Model);
        var app = builder.Build();
        app.MapGet("/ask", AskAsync);
        await app.StartAsync();
        return app;
    }

    private static void Configure(
        InferenceProvidersOptions options, FaultServer hub, LoadProvider first, LoadProvider second)
    {
        options.UseEnvironment = false;
        options.HubEndpoint = new Uri($"http://127.0.0.1:{hub.Port}");
        options.RouterEndpoint = options.HubEndpoint;
        options.Routing.Policy = RoutePolicies.Listed;
        options.Timeouts.FirstToken = Patience;
        options.Timeouts.BetweenTokens = Patience;
        options.Timeouts.Call = CallLimit;
        foreach (var (name, provider) in (ReadOnlySpan<(string, LoadProvider)>)[(LoadHub.First, first),
            (LoadHub.Second, second)])
        {
            options.Providers.Add(new Provider(name, provider.Address) { Chat = ChatDialect.OpenAI });
            options.ProviderKeys[name] = Canary.Token;
        }
    }

    private static async Task AskAsync(HttpContext context, IChatClient chat)
    {
        var end = Whole;
        try
        {
            await foreach (var update in chat.GetStreamingResponseAsync(
                Canary.Prompt, cancellationToken: context.RequestAborted))
            {
                await context.Response.WriteAsync(update.Text, context.RequestAborted);
            }
        }
        catch (InferenceException exception)
        {
            end = exception.Kind.ToString();
        }

        await context.Response.WriteAsync($"\n{end}", context.RequestAborted);
    }
}
