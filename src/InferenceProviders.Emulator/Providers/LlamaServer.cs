using System.Text.Json;
using System.Text.Json.Nodes;
using InferenceProviders.Emulator.Contracts;
using InferenceProviders.Emulator.Serving;
using InferenceProviders.Emulator.Tasks.Chat;
using InferenceProviders.Emulator.Tasks.Responses;
using InferenceProviders.Emulator.Wire;

namespace InferenceProviders.Emulator.Providers;

/// <summary>
/// llama.cpp's <c>llama-server</c> at <c>llama.example.org</c>, a model server of one's own, with what it refuses and
/// in which words (its tools/server of 2026-07, run with a random model): the code of an error is the HTTP status, what
/// the model cannot do comes as 500 or 501, past arguments and schemas are parsed, and tools that it does not know are
/// ignored.
/// </summary>
internal static class LlamaServer
{
    private const int ContextTokens = 2048;
    private const int CharactersPerToken = 4;

    private static readonly ChatForm Form = new() { ToolCalls = new() { Repeated = false } };

    public static EmulatedProvider Provider { get; } = new("llama-server")
    {
        OtherHosts = ["llama.example.org"],
        Routes =
        [
            ProviderRoute.Post("/v1/chat/completions", ChatAsync),
            ProviderRoute.Post("/v1/responses", RespondAsync),
            ProviderRoute.Post(
                "/v1/embeddings", context =>
                RefuseAsync(
                    context, 501, "not_supported_error",
                    "This server does not support embeddings. Start it with `--embeddings`")),
            .. ((string[])["/rerank", "/v1/rerank"]).Select(path => ProviderRoute.Post(
                path, context =>
                RefuseAsync(
                    context, 501, "not_supported_error",
                    "This server does not support reranking. Start it with `--reranking`"))),
            ProviderRoute.Post("/", context => RefuseAsync(context, 404, "not_found_error", "File Not Found")),
        ],
    };

    private static Task ChatAsync(HttpContext context)
    {
        var call = context.Call();
        var json = JsonBody.Require(context);
        if (Objection(json) is var (status, type, message))
        {
            return RefuseAsync(context, status, type, message);
        }

        var tokens = (json["messages"]?.ToJsonString().Length ?? 0) / CharactersPerToken;
        if (tokens > ContextTokens)
        {
            return RefuseAsync(
                context, 400, "exceed_context_size_error",
                    $"request ({tokens} tokens) exceeds the available context size ({ContextTokens} tokens), try "
                    + $"increasing it",
                error => (error["n_prompt_tokens"], error["n_ctx"]) = (tokens, ContextTokens));
        }

        return ChatEndpoint.AnswerAsync(
            context, ProviderEndpointFilter.AnyModel(call, Provider.Name), Provider with { Chat = Form },
            dialect: null);
    }

    private static Task RespondAsync(HttpContext context)
    {
        var json = JsonBody.Require(context);
        if (json["input"] is JsonArray items && items.Any(item => item is not JsonObject known || !IsKnown(known)))
        {
            return RefuseAsync(context, 400, "invalid_request_error", "Cannot determine type of 'item'");
        }

        // Only functions are tools; nobody says what became of the others.
        foreach (var tool in (json["tools"] as JsonArray)?.Where(tool => (string?)tool?["type"] != "function").ToList()
            ?? [])
        {
            ((JsonArray)json["tools"]!).Remove(tool);
        }

        return ResponsesEndpoint.PostAsync(context);
    }

    /// <summary>The items that its tools/server/server-chat.cpp tells apart.</summary>
    private static bool IsKnown(JsonObject item) => ((string?)item["role"], (string?)item["type"]) switch
    {
        ("user" or "system" or "developer", _) => true,
        ("assistant", var type) => type == "message",
        (_, "function_call" or "function_call_output") => true,
        (_, "reasoning") => item["summary"] is JsonArray && item["content"] is JsonArray { Count: > 0 },
        _ => false,
    };

    private static (int Status, string Type, string Message)? Objection(JsonObject json)
    {
        foreach (var message in (json["messages"] as JsonArray)?.OfType<JsonObject>() ?? [])
        {
            foreach (var part in (message["content"] as JsonArray)?.OfType<JsonObject>() ?? [])
            {
                if ((string?)part["type"] is var kind && kind is "image_url" or "input_audio")
                {
                    return (500, "server_error",
                        $"{(kind == "image_url" ? "image" : "audio")} input is not supported - hint: if this is "
                        + $"unexpected, you may need to provide the mmproj");
                }
            }

            foreach (var arguments in (message["tool_calls"] as JsonArray)?.Select(
                tool => (string?)tool?["function"]?["arguments"]) ?? [])
            {
                if (!IsJson(arguments ?? ""))
                {
                    return (500, "server_error", "Failed to parse tool call arguments as JSON");
                }
            }
        }

        var schemas = ((json["tools"] as JsonArray)?.Select(tool => tool?["function"]?["parameters"]) ?? [])
            .Append(json["response_format"]?["json_schema"]?["schema"]);
        return schemas.Select(schema => schema is null ? null : Unreadable(schema))
            .FirstOrDefault(reason => reason is not null) is { } words
            ? (400, "invalid_request_error", $"JSON schema conversion failed:\n{words}")
            : null;
    }

    /// <summary>What its converter of schemas into grammars does not read; null when it reads all.</summary>
    private static string? Unreadable(JsonNode schema)
    {
        if (schema is not JsonObject node)
        {
            return $"Unrecognized schema: {schema.ToJsonString()}";
        }

        if ((string?)node["$ref"] is { } reference)
        {
            return reference.StartsWith("#/", StringComparison.Ordinal) ? null : $"Unsupported ref: {reference}";
        }

        if (node["pattern"] is JsonValue pattern && (string?)pattern is { } text)
        {
            return text is not ['^', .., '$']
                ? "Pattern must start with '^' and end with '$'"
                : text.Contains(@"\d", StringComparison.Ordinal) || text.Contains(@"\w", StringComparison.Ordinal)
                ? "failed to parse grammar"
                : null;
        }

        var children = ((string[])["properties", "$defs"])
            .SelectMany(name => (node[name] as JsonObject)?.Select(pair => pair.Value) ?? [])
            .Concat(((string[])["anyOf", "oneOf"]).SelectMany(name => (node[name] as JsonArray)?.AsEnumerable() ?? []))
            .Append(node["items"]);
        return children.Select(child => child is null ? null : Unreadable(child))
            .FirstOrDefault(reason => reason is not null);
    }

    private static bool IsJson(string text)
    {
        try
        {
            return JsonNode.Parse(text) is JsonObject;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static Task RefuseAsync(
        HttpContext context, int status, string type, string message, Action<JsonObject>? more = null)
    {
        var error = new JsonObject { ["code"] = status, ["message"] = message, ["type"] = type };
        more?.Invoke(error);
        context.Response.StatusCode = status;
        return context.Response.SendJsonAsync(new JsonObject { ["error"] = error }, context.RequestAborted);
    }
}
