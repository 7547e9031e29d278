using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;

namespace InferenceProviders.Mcp.Sessions;

/// <summary>
/// Finds what the MCP library cannot read in an answer. A tool is taken out of its list; a part of a result becomes a
/// note in its place, so that what is readable is read, and what is not is seen. Which is which, the library itself is
/// asked: its versions differ.
/// </summary>
internal static class AnswerRepair
{
    private static readonly JsonTypeInfo<Tool> ToolType = Info<Tool>();
    private static readonly JsonTypeInfo<ContentBlock> BlockType = Info<ContentBlock>();
    private static readonly JsonTypeInfo<CallToolResult> ResultType = Info<CallToolResult>();
    private static readonly JsonTypeInfo<ListToolsResult> ListType = Info<ListToolsResult>();
    private static readonly JsonTypeInfo<InitializeResult> GreetingType = Info<InitializeResult>();

    /// <summary>Removes the tools that cannot be read or that this client cannot call.</summary>
    /// <param name="list">The answer, which is changed.</param>
    /// <param name="tasks">What the server says about tasks; learns what its tools say.</param>
    /// <returns>Their names, or their places where they have none, with the reason.</returns>
    public static List<(string Name, string Reason)> TakeUnusableTools(JsonNode? list, TaskSupport tasks)
    {
        List<(string, string)> unusable = [];
        if (list is not JsonObject envelope)
        {
            return unusable;
        }

        if (envelope["tools"] is not JsonArray tools)
        {
            envelope["tools"] = tools = [];
        }

        for (var index = tools.Count - 1; index >= 0; index--)
        {
            tasks.ReadTool(tools[index]);
            if (Problem(tools[index], tasks) is { } reason)
            {
                unusable.Add(
                    (Text((tools[index] as JsonObject)?["name"]) is { Length: > 0 } name
                        ? name
                        : $"#{index + 1}", reason));
                tools.RemoveAt(index);
            }
        }

        // What stands around the tools says when to list them again, and where there are more.
        if (Text(envelope["nextCursor"]) is not { Length: > 0 })
        {
            envelope.Remove("nextCursor");
        }

        if (Failure(envelope, ListType) is not null)
        {
            foreach (var name in envelope.Select(static property => property.Key).ToArray())
            {
                if (name is not ("tools" or "nextCursor" or "resultType"))
                {
                    envelope.Remove(name);
                }
            }
        }

        return unusable;
    }

    /// <summary>
    /// Takes out of the answer to <c>initialize</c> what cannot be read and what nobody needs: the tools are what a
    /// server is there for.
    /// </summary>
    public static void Greeting(JsonNode? answer)
    {
        if (answer is not JsonObject greeting || Failure(greeting, GreetingType) is null)
        {
            return;
        }

        var server = greeting["serverInfo"] as JsonObject;
        greeting["serverInfo"] = new JsonObject
        {
            ["name"] = Text(server?["name"]) ?? "unknown",
            ["version"] = Text(server?["version"]) ?? server?["version"]?.ToJsonString() ?? "0",
        };
        var capabilities = new JsonObject();
        foreach (var (name, capability) in greeting["capabilities"] as JsonObject ?? [])
        {
            // Some write true where an object belongs.
            if (capability is JsonObject || IsTrue(capability))
            {
                capabilities[name] = capability as JsonObject is { } value ? value.DeepClone() : new JsonObject();
            }
        }

        greeting["capabilities"] = capabilities;
        if (Text(greeting["instructions"]) is null)
        {
            greeting.Remove("instructions");
        }

        greeting.Remove("_meta");
    }

    /// <summary>A result of a tool in which everything can be read. A good one is left as it is.</summary>
    public static JsonNode? CallResult(JsonNode? result)
    {
        if (result is JsonObject wrapped && wrapped["content"] is null && wrapped["toolResult"] is { } older)
        {
            // The protocol of October 2024 (cloudflare/mcp-server-cloudflare#12).
            return CallResult(older.DeepClone());
        }

        if (IsGood(result) || result is JsonObject { } other && Text(other["resultType"]) is not (null or "complete"))
        {
            // The latter is a question of the server, which the library answers.
            return result;
        }

        var source = result as JsonObject;
        var repaired = new JsonObject { ["content"] = Content(source is null ? result : source["content"]) };
        if (source is not null)
        {
            if (source["structuredContent"] is { } structured)
            {
                repaired["structuredContent"] = structured.DeepClone();
            }

            if (IsTrue(source["isError"]))
            {
                repaired["isError"] = true;
            }
        }

        return repaired;
    }

    private static JsonArray Content(JsonNode? content)
    {
        IEnumerable<JsonNode?> blocks = content switch
        {
            null => [],
            JsonArray array => array,
            _ => (JsonNode?[])[content],
        };
        return [.. blocks.Select(Block)];
    }

    private static JsonNode? Block(JsonNode? block)
    {
        if (Failure(block, BlockType) is not { } failure)
        {
            return block!.DeepClone();
        }

        if (Text(block) is { } words)
        {
            return TextBlock(words);
        }

        if (block is JsonObject item)
        {
            // Hints for hosts, which the model does not see.
            var plain = (JsonObject)item.DeepClone();
            plain.Remove("annotations");
            plain.Remove("_meta");
            plain.Remove("icons");
            if (Failure(plain, BlockType) is null)
            {
                return plain;
            }
        }

        var type = Text((block as JsonObject)?["type"]) is { Length: > 0 } name
            ? $"content of type '{name}'"
            : "content without a type";
        return TextBlock($"[{type}, which cannot be read here: {failure}]");
    }

    private static JsonObject TextBlock(string text) => new() { ["type"] = "text", ["text"] = text };

    private static string? Problem(JsonNode? tool, TaskSupport tasks)
    {
        if (Failure(tool, ToolType) is { } failure)
        {
            return failure;
        }

        if (string.IsNullOrWhiteSpace(Text(tool!["name"])))
        {
            return "It has no name.";
        }

        return tasks.Form == TaskForm.None && TaskSupport.Of(tool) == "required"
            ? "It runs as a task only, and the server does not say that it runs tasks."
            : null;
    }

    private static bool IsGood(JsonNode? result) =>
        (result as JsonObject)?["content"] is JsonArray content
            && (IsPlain((JsonObject)result, content)
                || (!content.Any(static block => block is null) && Failure(result, ResultType) is null));

    /// <summary>Texts and nothing else, which need no trial: nearly every result is.</summary>
    private static bool IsPlain(JsonObject result, JsonArray content)
    {
        foreach (var (name, value) in result)
        {
            var isKnown = name switch
            {
                "content" => true,
                "isError" => value?.GetValueKind() is JsonValueKind.True or JsonValueKind.False,
                "resultType" => Text(value) == "complete",
                "_meta" => value is JsonObject,
                _ => false,
            };
            if (!isKnown)
            {
                return false;
            }
        }

        foreach (var block in content)
        {
            if (block is not JsonObject { Count: 2 } item || Text(item["type"]) != "text" || Text(item["text"]) is null)
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsTrue(JsonNode? value) =>
        value?.GetValueKind() is JsonValueKind.True
            || (Text(value) is { } text && text.Equals("true", StringComparison.OrdinalIgnoreCase));

    /// <summary>The text that the value is; null when it is none.</summary>
    public static string? Text(JsonNode? value) =>
        value?.GetValueKind() is JsonValueKind.String ? value.GetValue<string>() : null;

    /// <summary>Why the library cannot read it, in a line; null when it can.</summary>
    private static string? Failure<T>(JsonNode? node, JsonTypeInfo<T> type)
        where T : class
    {
        if (node is null)
        {
            return "It is null.";
        }

        try
        {
            return node.Deserialize(type) is null ? "It is null." : null;
        }
        catch (Exception exception)
            when (exception is JsonException or ArgumentException or FormatException or InvalidOperationException
            or NotSupportedException)
        {
            // Setters of the library check values, each with an exception of its own. The path behind a JSON error is
            // of no use to anybody here.
            return exception.Message.Split('\n')[0].Split(" Path: ")[0].TrimEnd('\r');
        }
    }

    /// <summary>
    /// How the library itself reads the type. That is its own context: with the options that it gives to others,
    /// ModelContextProtocol 2.4.0 reads annotations that it fails at in an answer.
    /// </summary>
    private static JsonTypeInfo<T> Info<T>()
    {
        foreach (var resolver in McpJsonUtilities.DefaultOptions.TypeInfoResolverChain)
        {
            if (resolver is JsonSerializerContext context && context.GetTypeInfo(typeof(T)) is JsonTypeInfo<T> own)
            {
                return own;
            }
        }

        return (JsonTypeInfo<T>)McpJsonUtilities.DefaultOptions.GetTypeInfo(typeof(T));
    }
}
