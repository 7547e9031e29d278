using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using ModelContextProtocol;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace InferenceProviders.Emulator.Tasks.Responses;

/// <summary>
/// Asks remote MCP servers, as the real server does: a session of its own for the list and for every call, streamable
/// HTTP first and then SSE, and results as text.
/// </summary>
internal static class McpTools
{
    private static readonly TimeSpan CallLimit = TimeSpan.FromSeconds(60);

    /// <summary>The tools of a server, in the form of an <c>mcp_list_tools</c> item.</summary>
    /// <exception cref="McpFailure">The server cannot be asked.</exception>
    public static async Task<JsonArray> ListAsync(
        McpServerEntry server, TimeProvider time, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(CallLimit, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            var client = await ConnectAsync(server, both.Token).ConfigureAwait(false);
            await using (client.ConfigureAwait(false))
            {
                var tools = await client.ListToolsAsync(cancellationToken: both.Token).ConfigureAwait(false);
                return new JsonArray([.. tools.Select(Describe)]);
            }
        }
        catch (Exception exception) when (IsFailure(exception, cancellationToken))
        {
            throw new McpFailure($"Failed to list tools from MCP server '{server.Label}': {FormatMessage(exception)}");
        }
    }

    /// <summary>Runs a tool; gives the text of its result.</summary>
    /// <exception cref="McpFailure">The call failed, other than by the tool's own word.</exception>
    public static async Task<string> CallAsync(
        McpServerEntry server, string tool, string arguments, TimeProvider time, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(CallLimit, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            var values = JsonSerializer.Deserialize<Dictionary<string, object?>>(arguments.Length == 0 ? "{}"
                : arguments);
            var client = await ConnectAsync(server, both.Token).ConfigureAwait(false);
            await using (client.ConfigureAwait(false))
            {
                var result = await client.CallToolAsync(
                    tool, values, cancellationToken: both.Token).ConfigureAwait(false);
                return Text(result);
            }
        }
        catch (Exception exception) when (IsFailure(exception, cancellationToken))
        {
            throw new McpFailure(limit.IsCancellationRequested ? "MCP error -32001: Request timed out"
                : FormatMessage(exception));
        }
    }

    private static Task<McpClient> ConnectAsync(McpServerEntry server, CancellationToken cancellationToken)
    {
        var transport = new HttpClientTransport(new HttpClientTransportOptions
        {
            Endpoint = server.Address ?? throw new McpFailure("Invalid URL"),
            Name = server.Label,
            TransportMode = HttpTransportMode.AutoDetect,
            AdditionalHeaders = new Dictionary<string, string>(server.Headers),
        });
        return McpClient.CreateAsync(transport, cancellationToken: cancellationToken);
    }

    private static JsonObject Describe(McpClientTool tool)
    {
        var item = new JsonObject
        {
            ["input_schema"] = JsonNode.Parse(tool.JsonSchema.GetRawText()),
            ["name"] = tool.Name,
        };
        if (tool.ProtocolTool.Annotations is { } annotations)
        {
            item["annotations"] = JsonSerializer.SerializeToNode(annotations, McpJsonUtilities.DefaultOptions);
        }

        if (!string.IsNullOrEmpty(tool.Description))
        {
            item["description"] = tool.Description;
        }

        return item;
    }

    /// <summary>Text as it is, media as a note; links and structured content are lost.</summary>
    private static string Text(CallToolResult result)
    {
        var text = new StringBuilder();
        foreach (var block in result.Content)
        {
            var words = block switch
            {
                TextContentBlock part => part.Text,
                ImageContentBlock image => $"[Binary Content: {image.MimeType}]",
                AudioContentBlock audio => $"[Binary Content: {audio.MimeType}]",
                EmbeddedResourceBlock { Resource: TextResourceContents embedded } => embedded.Text,
                EmbeddedResourceBlock { Resource: var resource } => $"[Binary Content: {resource.MimeType}]",
                _ => null,
            };
            if (words is not null)
            {
                text.Append(text.Length == 0 ? "" : "\n").Append(words);
            }
        }

        return text.Length == 0 ? "[No content]" : text.ToString();
    }

    private static bool IsFailure(Exception exception, CancellationToken caller) =>
        exception is McpException or HttpRequestException or IOException or JsonException or InvalidOperationException
            or TimeoutException
        || (exception is OperationCanceledException && !caller.IsCancellationRequested);

    private static string FormatMessage(Exception exception) =>
        exception is McpProtocolException protocol
            ? $"MCP error {(int)protocol.ErrorCode}: {protocol.Message}"
            : exception.Message;
}

/// <summary>An MCP server that cannot be asked, or a call that went wrong.</summary>
internal sealed class McpFailure(string message) : InvalidOperationException(message);
