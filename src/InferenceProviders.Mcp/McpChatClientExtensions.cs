using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;

namespace InferenceProviders.Mcp;

/// <summary>Adds client-side MCP to a chat client.</summary>
public static class McpChatClientExtensions
{
    /// <summary>
    /// Lets <see cref="HostedMcpServerTool"/>s in <see cref="ChatOptions.Tools"/> work with <paramref name="client"/>,
    /// whatever model and route it has: this process connects to the MCP servers, offers their tools to the model as
    /// functions and runs the calls.
    /// </summary>
    /// <remarks>
    /// Functions of the caller's own are passed through. To have them run too, put function invocation <b>outside</b>:
    /// <c>chat.UseMcpServerTools().AsBuilder().UseFunctionInvocation().Build()</c>, which in a builder is
    /// <c>chat.AsBuilder().UseFunctionInvocation().UseMcpServerTools().Build()</c>: what a builder names first is
    /// outermost.
    /// </remarks>
    /// <param name="client">The client that talks to the model. It is disposed with the result.</param>
    /// <param name="options">Null for defaults.</param>
    /// <returns>
    /// A thread-safe client that keeps its connections to MCP servers: make one, use it for every conversation, dispose
    /// it at the end.
    /// </returns>
    /// <exception cref="ArgumentNullException"><paramref name="client"/> is null.</exception>
    /// <exception cref="ArgumentException">An option is wrong; the message names it.</exception>
    public static McpToolsChatClient UseMcpServerTools(this IChatClient client, McpToolsOptions? options = null) =>
        new(client, options);

    /// <summary>
    /// Adds client-side MCP to a pipeline, as <see cref="UseMcpServerTools(IChatClient, McpToolsOptions?)"/> does to a
    /// client: <c>services.AddInferenceChatClient(model).UseFunctionInvocation().UseMcpServerTools()</c>.
    /// </summary>
    /// <param name="builder">The pipeline. Name <c>UseFunctionInvocation</c> before this.</param>
    /// <param name="options">
    /// Null for defaults. Without a <see cref="McpToolsOptions.LoggerFactory"/>, that of the services is used.
    /// </param>
    /// <returns><paramref name="builder"/>.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="builder"/> is null.</exception>
    /// <exception cref="ArgumentException">
    /// An option is wrong; the message names it. Thrown when the pipeline is built.
    /// </exception>
    public static ChatClientBuilder UseMcpServerTools(
        this ChatClientBuilder builder, McpToolsOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.Use((inner, services) =>
            new McpToolsChatClient(inner, options, services.GetService(typeof(ILoggerFactory)) as ILoggerFactory));
    }
}
