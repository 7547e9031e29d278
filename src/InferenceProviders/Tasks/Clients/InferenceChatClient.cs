using InferenceProviders.Routing.Calls;
using InferenceProviders.Routing.Runtime;
using InferenceProviders.Routing;
using InferenceProviders.Tasks.Chat;
using InferenceProviders.Tasks.Completions;
using InferenceProviders.Tasks.Responses;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Tasks.Clients;

/// <summary>A model as an <see cref="IChatClient"/>, over chat completions or the Responses API.</summary>
internal sealed class InferenceChatClient : IChatClient
{
    private readonly IRuntimeSource _router;
    private readonly BoundModel _model;
    private readonly string? _provider;
    private readonly ChatProtocol _protocol;
    private readonly ChatClientMetadata _metadata;
    private readonly ReasoningReplay _replay = new();

    public InferenceChatClient(
        IRuntimeSource router, BoundModel model, string? provider, ChatProtocol protocol)
    {
        _router = router;
        _model = model;
        _provider = provider;
        _protocol = protocol;
        _metadata = new ChatClientMetadata("huggingface", model.Reference.ShownEndpoint
            ?? router.Current.Settings.RouterEndpoint, model.EndpointModel ?? model.Reference.ToString());
    }

    public Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null,
        CancellationToken cancellationToken = default) =>
        _router.Current.Calls.RunAsync(
            (Client: this, Messages: messages, Options: options),
            static input => input.Client.Describe(input.Messages, input.Options, stream: false),
            ChatAnswer.AskAsync,
            static (answer, report) =>
            {
                (answer.Response.AdditionalProperties ??= [])[ReportProperty.Key] = report;
                return answer.Response;
            },
            cancellationToken);

    public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null,
            CancellationToken cancellationToken = default) =>
        _router.Current.Calls.StreamAsync(
            (Client: this, Messages: messages, Options: options),
            static input => input.Client.Describe(input.Messages, input.Options, stream: true),
            ChatStream.OpenAsync,
            static (_, update, report) =>
            {
                if (report is not null)
                {
                    (update.AdditionalProperties ??= [])[ReportProperty.Key] = report;
                }

                return update;
            },
            cancellationToken);

    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        return serviceKey is not null ? null
            : serviceType == typeof(ChatClientMetadata) ? _metadata
            : serviceType.IsInstanceOfType(this) ? this
            : serviceType.IsInstanceOfType(_router) ? _router
            : null;
    }

    /// <summary>The router owns the connections, and may serve other clients: nothing is to be released here.</summary>
    public void Dispose()
    {
    }

    /// <summary>What a call would be for: the request is checked, and not sent.</summary>
    public CallTarget TargetOf(IEnumerable<ChatMessage> messages, ChatOptions? options) =>
        Describe(messages, options, stream: false).Target;

    public override string ToString() => $"{nameof(IChatClient)} for {_model.Reference}";

    private (CallTarget Target, IChatRequest Request) Describe(
        IEnumerable<ChatMessage> messages, ChatOptions? options, bool stream)
    {
        var request = Create(messages, options, stream);
        var asked = _model.With(options?.ModelId, nameof(options));
        var target = new CallTarget(asked.Reference, InferenceTask.Conversational)
        {
            Protocol = request is ResponsesRequest ? ChatProtocol.Responses : ChatProtocol.ChatCompletions,
            Provider = _provider,
            EndpointModel = asked.EndpointModel,
            ModelName = ModelReference.Shown(options?.ModelId ?? _model.Reference.Text),
            Scope = FallbackScope.AnyModel,
            Fallbacks = asked.Fallbacks,
            Needs = request.Needs,
            Subject = request,
        };
        return (target, request);
    }

    private IChatRequest Create(IEnumerable<ChatMessage> messages, ChatOptions? options, bool stream) =>
        _protocol switch
    {
        ChatProtocol.Responses => ResponsesRequest.Create(messages, options, this, _replay, stream, chosen: true),
        ChatProtocol.Auto
            when _model.Reference.Endpoint is { } endpoint
            && endpoint.AbsolutePath.EndsWith("/responses", StringComparison.Ordinal) =>
            ResponsesRequest.Create(messages, options, this, _replay, stream, chosen: true),
        ChatProtocol.Auto when McpServerTools.In(options) || RunsInResponses(options) =>
            ResponsesRequest.Create(messages, options, this, _replay, stream, chosen: false),
        _ => ChatRequest.Create(messages, options, this, _replay, stream),
    };

    /// <summary>
    /// Whether there are tools that the provider or the endpoint, which was named, runs in its Responses API.
    /// </summary>
    private bool RunsInResponses(ChatOptions? options)
    {
        if (options?.Tools is not { Count: > 0 } tools)
        {
            return false;
        }

        var hosted = HostedInResponses();
        if (hosted == HostedTools.None)
        {
            return false;
        }

        foreach (var tool in tools)
        {
            if (HostedToolKind.Of(tool) is not HostedTools.None and var kind && hosted.HasFlag(kind))
            {
                return true;
            }
        }

        return false;
    }

    private HostedTools HostedInResponses()
    {
        var settings = _router.Current.Settings;
        if (_model.Reference.Endpoint is { } endpoint)
        {
            // A URL that is the full route of chat completions says which protocol is meant.
            return endpoint.AbsolutePath.EndsWith("/chat/completions", StringComparison.Ordinal)
                ? HostedTools.None
                : settings.EndpointProvider(endpoint).Responses!.HostedTools;
        }

        return (_provider ?? _model.Reference.Suffix) is { } name
            ? settings.Providers.Find(name)?.Responses?.HostedTools ?? HostedTools.None
            : HostedTools.None;
    }
}
