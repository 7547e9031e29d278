using InferenceProviders;
using InferenceProviders.Mcp;
using Microsoft.Extensions.Options;

namespace AspNetCoreChat.Chat;

/// <summary>
/// The one chat client of the application. Which model answers, and through whom, is on the options of each call.
/// </summary>
internal sealed class ChatAgent(InferenceRouter router, IOptions<PlaygroundOptions> options, ILoggerFactory loggers)
    : IAsyncDisposable
{
    public McpToolsChatClient Client { get; } = router.AsIChatClient(options.Value.Model)
        .UseMcpServerTools(new McpToolsOptions
    {
        Connection = new() { ConnectTimeout = TimeSpan.FromSeconds(10) },
        LoggerFactory = loggers,
    });

    public ValueTask DisposeAsync() => Client.DisposeAsync();
}
