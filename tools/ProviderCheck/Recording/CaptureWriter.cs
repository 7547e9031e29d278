using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using InferenceProviders;
using ProviderCheck.Targets;

namespace ProviderCheck.Recording;

/// <summary>
/// Writes what went over the wire as captures: a JSON object a line, in the form that the conformance tests replay
/// (<c>WIRE_CAPTURES=folder dotnet test tests/InferenceProviders.Conformance.Tests</c>). Chats and embeddings are
/// written; what is secret or personal is replaced.
/// </summary>
internal sealed class CaptureWriter(string folder)
{
    private static readonly JsonSerializerOptions Plain = new()
    {
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The headers of answers that say something about the protocol.</summary>
    private static readonly HashSet<string> KeptHeaders =
        ["content-type", "retry-after", "x-request-id", "request-id", "inference-id", "x-inference-provider"];

    /// <summary>The headers of requests that say who calls, or nothing.</summary>
    private static readonly HashSet<string> LeftOutHeaders =
        ["user-agent", "content-length", "accept-encoding", "traceparent", "tracestate", "baggage", "host"];

    /// <summary>A prompt that fills a context is not worth keeping.</summary>
    private const int LargestRequest = 64 * 1024;

    /// <summary>Part of the call itself, or written by every client.</summary>
    private static readonly HashSet<string> NotArguments = ["model", "stream", "stream_options"];

    public string Folder { get; } = Path.GetFullPath(folder);

    /// <summary>How many were written.</summary>
    public int Count { get; private set; }

    public async Task WriteAsync(
        CheckTarget target, IReadOnlyList<RecordedExchange> exchanges, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(Folder);
        var scrubber = new Scrubber(target.Secret);
        var name = target.Provider ?? (target.Endpoint is null ? "auto" : "endpoint");
        var suffix = target.Auth == AuthMode.Routed ? "routed" : "direct";
        var lines = new List<string>();
        foreach (var exchange in exchanges.Where(IsCall))
        {
            var number = lines.Count + 1;
            if (Case(target, exchange, exchanges, $"{name}/{Task(exchange)}--check{number}--{suffix}") is { } capture)
            {
                lines.Add(scrubber.Clean(capture.ToJsonString(Plain)));
            }
        }

        var file = Path.Combine(Folder, $"{name}-{suffix}.jsonl");
        await File.WriteAllLinesAsync(file, lines, cancellationToken);
        Count += lines.Count;
    }

    private static bool IsCall(RecordedExchange exchange) =>
        exchange is { Status: not null, Body.Length: < LargestRequest, BodyJson: not null }
            && exchange.Method == HttpMethod.Post
        && (IsChat(exchange) || IsEmbedding(exchange));

    private static bool IsChat(RecordedExchange exchange) =>
        exchange.Address.AbsolutePath.EndsWith("/chat/completions", StringComparison.Ordinal);

    private static bool IsEmbedding(RecordedExchange exchange) =>
        exchange.Address.AbsolutePath.EndsWith("/embeddings", StringComparison.Ordinal);

    private static string Task(RecordedExchange exchange) =>
        IsChat(exchange) ? "chat-completion" : "feature-extraction";

    /// <summary>Null where the answer was not read to its end.</summary>
    private static JsonObject? Case(
        CheckTarget target, RecordedExchange exchange, IReadOnlyList<RecordedExchange> all, string name)
    {
        var body = exchange.BodyJson!;
        var isStream = body["stream"] is JsonValue wanted && wanted.TryGetValue<bool>(out var yes) && yes;
        if (Result(exchange, isStream) is not { } result)
        {
            return null;
        }

        var arguments = new JsonObject();
        foreach (var (key, value) in body.Where(pair => !NotArguments.Contains(pair.Key)))
        {
            arguments[key == "input" ? "inputs" : key] = value?.DeepClone();
        }

        var mapping = Mapping(target, exchange, all);
        if (target.Provider is not null && mapping is null)
        {
            // A model that was made up for the check: nobody could ask the Hub about it again.
            return null;
        }

        var call = new JsonObject
        {
            ["method"] = IsEmbedding(exchange) ? "featureExtraction" : isStream ? "chatCompletionStream"
                : "chatCompletion",
            ["task"] = IsEmbedding(exchange) ? "feature-extraction" : "conversational",
            ["provider"] = target.Provider ?? (target.Endpoint is null ? "auto" : null),
            ["model"] = mapping?.Model ?? body["model"].Text(),
            ["auth"] = target.Auth == AuthMode.Routed ? "routed" : target.HasKey ? "direct" : "anonymous",
            ["accessToken"] = !target.HasKey ? null : target.Auth == AuthMode.Routed ? "hf_TOKEN" : "KEY",
            ["arguments"] = arguments,
        };
        if (target.Endpoint is not null)
        {
            call["endpoint"] = EndpointAddress(target);
        }

        var exchanges = new JsonArray();
        if (mapping?.Exchange is { } asked)
        {
            exchanges.Add(Write(target, asked, "hub-mapping"));
        }

        exchanges.Add(Write(target, exchange, "inference"));
        return new()
        {
            ["case"] = name,
            ["client"] = new JsonObject { ["name"] = "provider-check", ["version"] = Version() },
            ["call"] = call,
            ["hubMapping"] = mapping?.Entries?.DeepClone(),
            ["exchanges"] = exchanges,
            ["result"] = result,
        };
    }

    /// <summary>What the Hub said of the model that was asked, by the id that the provider has for it.</summary>
    private static (string Model, JsonNode? Entries, RecordedExchange Exchange)? Mapping(
        CheckTarget target, RecordedExchange exchange, IReadOnlyList<RecordedExchange> all)
    {
        if (target.Provider is null || exchange.BodyJson.At("model").Text() is not { } model)
        {
            return null;
        }

        foreach (var asked in all.Where(one =>
            one.Address.Query.Contains("inferenceProviderMapping", StringComparison.Ordinal)))
        {
            if (asked.AnswerJson is not { } info || info["inferenceProviderMapping"] is not { } entries)
            {
                continue;
            }

            var entry = entries is JsonArray list
                ? list.OfType<JsonObject>().FirstOrDefault(one => one["provider"].Text() == target.Provider)
                : entries.At(target.Provider) as JsonObject;
            if (entry.At("providerId").Text() is { } id && (model == id
                || model.StartsWith(id + ":", StringComparison.Ordinal)))
            {
                return (info["id"].Text() ?? model, entries, asked);
            }
        }

        return null;
    }

    private static JsonObject Write(CheckTarget target, RecordedExchange exchange, string role)
    {
        var headers = new JsonObject();
        foreach (var (name, value) in exchange.Headers.Where(header => !LeftOutHeaders.Contains(header.Key)))
        {
            // Who calls with a key of his own needs no token for the Hub, and the replay has none.
            if (name == "authorization" && role == "hub-mapping" && target.Auth != AuthMode.Routed)
            {
                continue;
            }

            headers[name] = name == "x-hf-bill-to" ? "my-org" : value;
        }

        var answerHeaders = new JsonObject();
        foreach (var (name, value) in exchange.AnswerHeaders.Where(header => KeptHeaders.Contains(header.Key)))
        {
            answerHeaders[name] = value;
        }

        return new()
        {
            ["role"] = role,
            ["request"] = new JsonObject
            {
                ["method"] = exchange.Method.Method,
                ["url"] = target.Endpoint is null
                    ? target.RealAddress(exchange.Address).AbsoluteUri
                    : EndpointAddress(target) + exchange.Address.AbsoluteUri[target.Endpoint.AbsoluteUri.Length..],
                ["headers"] = headers,
                ["body"] = exchange.BodyJson is { } body ? new JsonObject { ["$json"] = body } : null,
            },
            ["response"] = new JsonObject
            {
                ["status"] = (int)exchange.Status!,
                ["headers"] = answerHeaders,
                ["body"] = Body(exchange),
            },
        };
    }

    private static JsonObject Body(RecordedExchange exchange) =>
        !exchange.IsStream && JsonTexts.Parse(exchange.Answer) is { } json ? new() { ["$json"] = json }
            : exchange.IsStream || exchange.MediaType.StartsWith("text/", StringComparison.Ordinal)
                ? new() { ["$text"] = exchange.AnswerText }
            : new()
            {
                ["$bytes"] = Convert.ToHexStringLower(SHA256.HashData(exchange.Answer)),
                ["length"] = exchange.Answer.Length,
                ["base64"] = Convert.ToBase64String(exchange.Answer),
            };

    /// <summary>What a client that only parses JSON would return; null where the answer is not whole.</summary>
    private static JsonNode? Result(RecordedExchange exchange, bool isStream)
    {
        if ((int)exchange.Status! >= 400)
        {
            return new JsonObject
            {
                ["$error"] = new JsonObject
                {
                    ["class"] = "ProviderApiError",
                    ["name"] = "ProviderApiError",
                    ["message"] = $"HTTP {(int)exchange.Status}: {exchange.AnswerText}",
                },
            };
        }

        if (!isStream)
        {
            return IsEmbedding(exchange)
                ? exchange.AnswerJson.At("data") is JsonArray data
                    ? new JsonArray([.. data.Select(item => Vector(item.At("embedding")))])
                    : null
                : exchange.AnswerJson;
        }

        var events = exchange.Events;
        return events is [.., "[DONE]"]
            ? new JsonObject { ["$stream"] = new JsonArray([.. events.SkipLast(1).Select(data =>
                JsonNode.Parse(data))]) }
            : null;
    }

    /// <summary>The numbers of a vector, which may be packed.</summary>
    private static JsonNode? Vector(JsonNode? embedding) => embedding.Text() is { } packed
        ? new JsonArray([.. MemoryMarshal.Cast<byte, float>(Convert.FromBase64String(packed)).ToArray()
            .Select(number => JsonValue.Create(number))])
        : embedding?.DeepClone();

    private static string EndpointAddress(CheckTarget target) =>
        $"https://endpoint.example{target.Endpoint!.AbsolutePath.TrimEnd('/')[..Prefix(target)]}";

    /// <summary>How much of the path is the server's own.</summary>
    private static int Prefix(CheckTarget target) => target.Endpoint!.AbsolutePath.TrimEnd('/').Length;

    private static string Version() => typeof(CaptureWriter).Assembly.GetName().Version!.ToString(3);
}
