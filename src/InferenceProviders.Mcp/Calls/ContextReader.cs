using InferenceProviders.Mcp.Sessions;
using InferenceProviders.Mcp.Tools;
using Microsoft.Extensions.AI;
using ModelContextProtocol;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace InferenceProviders.Mcp.Calls;

/// <summary>
/// Reads what a server offers beside tools: resources and prompts, over the sessions that its tools use.
/// </summary>
internal sealed class ContextReader(SessionPool pool, McpToolsOptions options)
{
    // One for a session that the server has forgotten. Reading changes nothing, so it can be done again.
    private const int MaxAttempts = 2;

    public Task<McpToolList> ToolsAsync(McpServer server, CancellationToken cancellationToken) => LeaseAsync(
        server,
        static async (session, stop) =>
        {
            var list = await session.ToolsAsync(stop).ConfigureAwait(false);
            return new McpToolList([.. list.Tools.Select(static tool => tool.Definition)], list.Unusable);
        },
        cancellationToken);

    public Task<IReadOnlyList<Resource>> ResourcesAsync(McpServer server, CancellationToken cancellationToken) =>
        RunAsync<IReadOnlyList<Resource>>(
        server,
        static async (client, stop) =>
            client.ServerCapabilities.Resources is null
                ? []
                : [.. (await client.ListResourcesAsync(cancellationToken: stop).ConfigureAwait(false)).Select(
                    static resource => resource.ProtocolResource)],
        cancellationToken);

    public Task<IReadOnlyList<Prompt>> PromptsAsync(McpServer server, CancellationToken cancellationToken) =>
        RunAsync<IReadOnlyList<Prompt>>(
        server,
        static async (client, stop) =>
            client.ServerCapabilities.Prompts is null
                ? []
                : [.. (await client.ListPromptsAsync(cancellationToken: stop).ConfigureAwait(false)).Select(
                    static prompt => prompt.ProtocolPrompt)],
        cancellationToken);

    /// <summary>A resource's contents, within the limits of size that results of tools have.</summary>
    public async Task<IList<AIContent>> ReadAsync(McpServer server, string uri, CancellationToken cancellationToken)
    {
        var result = await RunAsync(
            server, (client, stop) =>
            client.ReadResourceAsync(uri, cancellationToken: stop).AsTask(), cancellationToken).ConfigureAwait(false);
        return new ResultReader(options)
            .Read(
                new CallToolResult { Content = [
                    .. result.Contents.Select(static part => new EmbeddedResourceBlock { Resource = part })] }).Outputs;
    }

    /// <summary>A prompt's messages.</summary>
    public async Task<IList<ChatMessage>> PromptAsync(
        McpServer server, string name, IReadOnlyDictionary<string, object?>? arguments,
        CancellationToken cancellationToken)
    {
        var result = await RunAsync(
            server, (client, stop) =>
            client.GetPromptAsync(name, arguments, cancellationToken: stop)
            .AsTask(), cancellationToken).ConfigureAwait(false);
        return
        [
            .. result.Messages.Select(message => new ChatMessage(
                message.Role == Role.Assistant ? ChatRole.Assistant : ChatRole.User,
                new ResultReader(options).Read(new CallToolResult { Content = [message.Content] }).Outputs)),
        ];
    }

    private Task<T> RunAsync<T>(
        McpServer server, Func<McpClient, CancellationToken, Task<T>> read, CancellationToken cancellationToken) =>
        LeaseAsync(server, (session, stop) => read(session.Client, stop), cancellationToken);

    private async Task<T> LeaseAsync<T>(
        McpServer server, Func<ServerSession, CancellationToken, Task<T>> read, CancellationToken cancellationToken)
    {
        using var deadline = new Deadline(server.Connection.CallTimeout, options.TimeProvider, cancellationToken);
        for (var attempt = 1; ; attempt++)
        {
            var session = await pool.AcquireAsync(server.Key, cancellationToken).ConfigureAwait(false);
            try
            {
                return await read(session, deadline.Token).ConfigureAwait(false);
            }
            catch (Exception exception)
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (exception is not McpProtocolException && !deadline.HasPassed && attempt < MaxAttempts)
                {
                    pool.Retire(session, "it could not be read from");
                    continue;
                }

                if (deadline.HasPassed)
                {
                    pool.Check(session);
                }

                throw ServerFailure.Describe(server.Key, exception, deadline);
            }
            finally
            {
                session.Release();
            }
        }
    }
}
