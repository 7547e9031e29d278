using System.Diagnostics;
using System.Text.Json.Nodes;
using System.Text.Json;
using InferenceProviders.Catalog;
using InferenceProviders.Errors;
using InferenceProviders.Primitives;
using InferenceProviders.Routing.Calls;
using InferenceProviders.Routing;
using InferenceProviders.Tasks.Chat;
using InferenceProviders.Routing.Health;
using InferenceProviders.Transport;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Tasks.Completions;

/// <summary>
/// What a caller asked for, checked once and not changed after; each attempt writes its own body from it.
/// </summary>
internal sealed class ChatRequest : IChatRequest, IRequestFields
{
    private const int MessageBytes = 48;
    private const int RestBytes = 256;
    private const int LeastBuffer = PooledContent.FirstBuffer;
    private const int LargestBuffer = 1 << 20;

    private readonly ReasoningReplay _replay;

    private ChatRequest(
        IReadOnlyList<ChatMessage> messages, ChatOptions? options, JsonObject? overrides, ReasoningReplay replay,
        bool stream)
    {
        _replay = replay;
        Messages = messages;
        Options = options;
        Overrides = overrides;
        Stream = stream;
    }

    public IReadOnlyList<ChatMessage> Messages { get; }

    public ChatOptions? Options { get; }

    /// <summary>
    /// Fields from <see cref="ChatOptions.RawRepresentationFactory"/>; they win over everything else.
    /// </summary>
    public JsonObject? Overrides { get; }

    public bool Stream { get; }

    /// <summary>
    /// Whether the caller wants to see the model's reasoning. <see cref="ReasoningOutput.None"/> hides it.
    /// </summary>
    public bool ShowReasoning => Options?.Reasoning?.Output is not ReasoningOutput.None;

    public IEnumerable<string> Texts => ChatSubject.Texts(Messages, Options);

    public bool Has(string field) => ChatFields.Has(Options, Overrides, field);

    public void Describe(Activity span, bool withContent) =>
        ChatSubject.Describe(span, Messages, Options, Stream, withContent);

    /// <summary>What the request needs from a provider.</summary>
    public RequestNeeds Needs =>
        ChatNeeds.Of(Messages, Options, SetsLengthRaw ? null : Options?.MaxOutputTokens) with { Fields = this };

    /// <summary>Whether a field of the wire takes the place of <see cref="ChatOptions.MaxOutputTokens"/>.</summary>
    public bool SetsLengthRaw =>
        Overrides is not null && (Overrides.ContainsKey("max_tokens") || Overrides.ContainsKey("max_completion_tokens"))
        || Options?.AdditionalProperties is { } properties
            && (properties.ContainsKey("max_tokens") || properties.ContainsKey("max_completion_tokens"));

    public static ChatRequest Create(
        IEnumerable<ChatMessage> messages, ChatOptions? options, IChatClient client, ReasoningReplay replay,
        bool stream)
    {
        var list = ChatRequestValidator.Check(messages, options, "chat completions keep");
        ChatRequestValidator.CheckDistinct(options?.Tools);
        return new ChatRequest(
            ExpressibleHistory.Of(list), options, ReadOverrides(options, client), replay, stream);
    }

    public RouteMessage Write(Attempt attempt)
    {
        var route = attempt.Route;
        var limit = attempt.Call.Settings.Limits.RequestBytes;
        var body = new PooledContent(limit, Capacity(attempt.Call.Needs.PromptBytes, limit));
        var address = route.Resolve(route.Provider.Chat!.Path);
        var tried = OptionalPart.None;
        var form = new ChatForm(
            WithReasoning: !IsTried(route) || Tries(OptionalPart.Reasoning, ref tried),
            WithStreamOptions: !(Stream && route.Endpoint is not null) || Tries(OptionalPart.StreamOptions, ref tried),
            WithNullContent: route.Endpoint is null || !HasSilentCalls() || Tries(OptionalPart.NullContent, ref tried));
        ChatRequestWriter.Write(body, this, route, form);
        return new RouteMessage(address, body)
        {
            HasOptionalParts = tried != OptionalPart.None,
            OptionalParts = tried,
        };

        bool Tries(OptionalPart part, ref OptionalPart parts)
        {
            if (attempt.LeftOut == part || _replay.IsRefusedBy(address, route.ProviderModel, part))
            {
                return false;
            }

            parts |= part;
            return true;
        }
    }

    /// <summary>Whether the assistant called tools and said nothing.</summary>
    private bool HasSilentCalls()
    {
        for (var index = 0; index < Messages.Count; index++)
        {
            if (Messages[index].Role == ChatRole.Assistant && HasCalls(Messages[index]))
            {
                return true;
            }
        }

        return false;

        static bool HasCalls(ChatMessage message)
        {
            for (var part = 0; part < message.Contents.Count; part++)
            {
                if (message.Contents[part] is FunctionCallContent)
                {
                    return true;
                }
            }

            return false;
        }
    }

    public void Accepted(Attempt attempt)
    {
        if (attempt.LeftOut is not (OptionalPart.None or OptionalPart.Any) and var part)
        {
            _replay.Refused(
                attempt.Route.Resolve(attempt.Route.Provider.Chat!.Path), attempt.Route.ProviderModel, part);
        }
    }

    /// <summary>Whether there is reasoning in the history, and only trying tells whether the server takes it.</summary>
    private bool IsTried(Route route)
    {
        if (route.Provider.Chat!.ReasoningHistoryOf(route.ProviderModel) != ReasoningHistory.AsReceived)
        {
            return false;
        }

        for (var index = 0; index < Messages.Count; index++)
        {
            var contents = Messages[index].Contents;
            for (var part = 0; part < contents.Count; part++)
            {
                if (contents[part] is TextReasoningContent)
                {
                    return true;
                }
            }
        }

        return false;
    }

    /// <summary>
    /// About what the body will have, so that it is not copied from one buffer to the next while it grows; never so
    /// much that the limit would be passed unseen.
    /// </summary>
    private int Capacity(long promptBytes, long limit) =>
        (int)Math.Clamp(
            promptBytes + promptBytes / 16 + (long)Messages.Count * MessageBytes + RestBytes,
            LeastBuffer,
            Math.Clamp(limit / 2, LeastBuffer, LargestBuffer));

    public IAnswerReader CreateReader(Route route, ResponseInfo info) =>
        new ChatAnswerReader(route, info, ShowReasoning, audioFormat: AudioFormat);

    /// <summary>The format in which the model is to speak, where the caller asked for speech.</summary>
    private string? AudioFormat =>
        Overrides?["audio"] is JsonObject raw ? FormatOf(raw)
        : Options?.AdditionalProperties?.TryGetValue("audio", out var audio) is true ? FormatOf(audio)
        : null;

    private static string? FormatOf(object? audio) => audio switch
    {
        JsonElement element => element.Text("format"),
        JsonObject json => json["format"] is JsonValue value && value.TryGetValue<string>(out var name) ? name : null,
        IEnumerable<KeyValuePair<string, object?>> fields =>
            fields.FirstOrDefault(static field => field.Key == "format").Value?.ToString(),
        _ => null,
    };

    private static JsonObject? ReadOverrides(ChatOptions? options, IChatClient client)
    {
        var overrides = ChatRequestValidator.Overrides(options, client);
        return (options?.AdditionalProperties?.TryGetValue("n", out var n) is true && !IsOne(n))
            || (overrides?.TryGetPropertyValue("n", out var raw) is true && !IsOne(raw))
            ? throw ChatRequestValidator.Unsupported(
                "'n' over 1", "an IChatClient returns one answer; call it again for another")
            : overrides;
    }

    private static bool IsOne(object? value) => value switch
    {
        null or 1 or 1L or 1.0 => true,
        JsonElement { ValueKind: JsonValueKind.Number } element => element.TryGetDouble(out var number) && number == 1,
        JsonNode node => node.ToJsonString() is "1" or "1.0",
        _ => false,
    };
}
