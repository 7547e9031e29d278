using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using InferenceProviders.Configuration;
using InferenceProviders.Routing;
using InferenceProviders.Routing.Reports;
using InferenceProviders.Transport;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Tasks.Chat;

/// <summary>What a caller asked for, checked once and not changed after; each attempt writes its own body from it.</summary>
internal sealed class ChatRequest : IChatExchange, ICallSubject
{
    private ChatRequest(IReadOnlyList<ChatMessage> messages, ChatOptions? options, JsonObject? overrides, bool stream)
    {
        Messages = messages;
        Options = options;
        Overrides = overrides;
        Stream = stream;
    }

    public IReadOnlyList<ChatMessage> Messages { get; }

    public ChatOptions? Options { get; }

    /// <summary>Fields from <see cref="ChatOptions.RawRepresentationFactory"/>; they win over everything else.</summary>
    public JsonObject? Overrides { get; }

    public bool Stream { get; }

    /// <summary>Whether the caller wants to see the model's reasoning. <see cref="ReasoningOutput.None"/> hides it.</summary>
    public bool ShowReasoning => Options?.Reasoning?.Output is not ReasoningOutput.None;

    public IEnumerable<string> Texts => ChatSubject.Texts(Messages, Options);

    public void Describe(Activity span, bool withContent) => ChatSubject.Describe(span, Messages, Options, Stream, withContent);

    /// <summary>What the request needs from a provider.</summary>
    public RequestNeeds Needs => ChatNeeds.Of(Messages, Options, SetsLengthRaw ? null : Options?.MaxOutputTokens);

    /// <summary>Whether a field of the wire takes the place of <see cref="ChatOptions.MaxOutputTokens"/>.</summary>
    private bool SetsLengthRaw =>
        Overrides is not null && (Overrides.ContainsKey("max_tokens") || Overrides.ContainsKey("max_completion_tokens"))
        || Options?.AdditionalProperties is { } properties && (properties.ContainsKey("max_tokens") || properties.ContainsKey("max_completion_tokens"));

    public static ChatRequest Create(IEnumerable<ChatMessage> messages, ChatOptions? options, IChatClient client, bool stream)
    {
        ArgumentNullException.ThrowIfNull(messages);
        var list = messages as IReadOnlyList<ChatMessage> ?? [.. messages];
        if (list.Count == 0 && string.IsNullOrEmpty(options?.Instructions))
        {
            throw new ArgumentException("There are no messages: give at least one.", nameof(messages));
        }

        for (var index = 0; index < list.Count; index++)
        {
            if (list[index] is null)
            {
                throw new ArgumentException($"The message at index {index} is null.", nameof(messages));
            }
        }

        if (options?.Tools?.Contains(null!) is true)
        {
            throw new ArgumentException("ChatOptions.Tools has a null in it.", nameof(options));
        }

        if (options?.ConversationId is not null)
        {
            throw Unsupported("ChatOptions.ConversationId", "chat completions keep no conversation; send the whole history and leave it null");
        }

        if (options?.ContinuationToken is not null || options?.AllowBackgroundResponses is true)
        {
            throw Unsupported("Background responses", "chat completions have none; leave AllowBackgroundResponses and ContinuationToken unset");
        }

        return new ChatRequest(list, options, ReadOverrides(options, client), stream);
    }

    public Task<HttpResponseMessage> SendAsync(RouteClient client, Route route, CallContext call, RouterSettings settings, CancellationToken cancellationToken)
    {
        var body = new PooledContent(settings.Limits.RequestBytes);
        ChatRequestWriter.Write(body, this, route);
        return client.SendAsync(route, HttpMethod.Post, route.Resolve(route.Provider.Chat!.Path), body, cancellationToken);
    }

    public IAnswerReader CreateReader(Route route, ResponseInfo info) => new ChatAnswerReader(route, info, ShowReasoning);

    private static JsonObject? ReadOverrides(ChatOptions? options, IChatClient client)
    {
        var overrides = options?.RawRepresentationFactory?.Invoke(client) switch
        {
            null => null,
            JsonObject json => json,
            JsonElement { ValueKind: JsonValueKind.Object } element => JsonObject.Create(element),

            // Factories for other clients are common in shared options; theirs are not for us.
            _ => null,
        };
        foreach (var name in (ReadOnlySpan<string>)["model", "stream"])
        {
            if (overrides?.ContainsKey(name) is true || options?.AdditionalProperties?.ContainsKey(name) is true)
            {
                throw new ArgumentException(
                    $"'{name}' cannot be set as a raw field, because the route depends on it: use ChatOptions.ModelId, and GetStreamingResponseAsync to stream.", nameof(options));
            }
        }

        if ((options?.AdditionalProperties?.TryGetValue("n", out var n) is true && !IsOne(n)) || (overrides?.TryGetPropertyValue("n", out var raw) is true && !IsOne(raw)))
        {
            throw Unsupported("'n' over 1", "an IChatClient returns one answer; call it again for another");
        }

        return overrides;
    }

    private static bool IsOne(object? value) => value switch
    {
        null or 1 or 1L or 1.0 => true,
        JsonElement { ValueKind: JsonValueKind.Number } element => element.TryGetDouble(out var number) && number == 1,
        JsonNode node => node.ToJsonString() is "1" or "1.0",
        _ => false,
    };

    private static InferenceException Unsupported(string what, string why) => new(InferenceErrorKind.NotSupported, $"{what} cannot be sent: {why}.");
}
