using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Tasks.Responses;

/// <summary>The secrets that go to MCP servers in headers. A response repeats them, with all of its tools.</summary>
internal static class ToolSecrets
{
    private const string Hidden = "[redacted]";

    /// <summary>The values of the headers, and of those with a scheme ("Bearer …") what is behind it.</summary>
    public static IEnumerable<string> Of(IReadOnlyList<HostedMcpServerTool> servers)
    {
        foreach (var server in servers)
        {
            foreach (var value in server.Headers?.Values ?? [])
            {
                yield return value;
                if (value.IndexOf(' ', StringComparison.Ordinal) is > 0 and var space)
                {
                    yield return value[(space + 1)..];
                }
            }
        }
    }

    /// <summary>A response, or an event with one in it, without the values of its tools' headers.</summary>
    public static byte[] Hide(byte[] utf8)
    {
        if (JsonNode.Parse(utf8) is not JsonObject root)
        {
            return utf8;
        }

        Hide(root);
        if (root["response"] is JsonObject response)
        {
            Hide(response);
        }

        return Encoding.UTF8.GetBytes(root.ToJsonString());
    }

    private static void Hide(JsonObject response)
    {
        if (response["tools"] is not JsonArray tools)
        {
            return;
        }

        foreach (var tool in tools)
        {
            if (tool is JsonObject server)
            {
                foreach (var name in server["headers"] is JsonObject headers
                    ? headers.Select(header => header.Key).ToArray()
                    : [])
                {
                    server["headers"]![name] = Hidden;
                }

                if (server["authorization"] is JsonValue)
                {
                    server["authorization"] = Hidden;
                }
            }
        }
    }
}
