using System.Runtime.CompilerServices;
using InferenceProviders.Routing;
using InferenceProviders.Routing.Reports;
using InferenceProviders.Tasks.Responses;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Tasks.Chat;

/// <summary>A model as an <see cref="IChatClient"/>, over chat completions or the Responses API.</summary>
internal sealed class InferenceChatClient : IChatClient
{
    private readonly InferenceRouter _router;
    private readonly ModelReference _model;
    private readonly string? _provider;
    private readonly string? _endpointModel;
    private readonly ChatProtocol _protocol;
    private readonly ChatClientMetadata _metadata;
    private readonly ReasoningReplay _replay = new();

    public InferenceChatClient(InferenceRouter router, ModelReference model, string? provider, string? endpointModel, ChatProtocol protocol)
    {
        _router = router;
        _model = model;
        _provider = provider;
        _endpointModel = endpointModel;
        _protocol = protocol;
        _metadata = new ChatClientMetadata("huggingface", model.ShownEndpoint ?? router.Core.Settings.RouterEndpoint, endpointModel ?? model.ToString());
    }

    public async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        var request = Create(messages, options, stream: false);
        var core = _router.Core;
        using var call = new CallContext(core.Settings, ModelName(options), cancellationToken) { Needs = request.Needs, Subject = request };
        var plan = await PlanAsync(core, options, TaskOf(request), call).ConfigureAwait(false);
        var answer = await core.Attempts.RunAsync(
            plan, call, (request, core), static (state, route, call) => ChatAnswer.AskAsync(state.request, route, call, state.core)).ConfigureAwait(false);
        (answer.Response.AdditionalProperties ??= [])[RoutingReportExtensions.Key] = call.Report(
            answer.Route, answer.Info, timeToFirstToken: null, answer.Response.Usage, Details(answer.Response, call));
        return answer.Response;
    }

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var request = Create(messages, options, stream: true);
        var core = _router.Core;
        using var call = new CallContext(core.Settings, ModelName(options), cancellationToken) { Needs = request.Needs, Subject = request };
        var plan = await PlanAsync(core, options, TaskOf(request), call).ConfigureAwait(false);
        var stream = await core.Attempts.RunAsync(
            plan, call, (request, core), static (state, route, call) => ChatStream.OpenAsync(state.request, route, call, state.core.Client, state.core.Settings)).ConfigureAwait(false);
        var seen = call.Observer is { CapturesContent: true } ? new List<ChatResponseUpdate>() : null;
        ChatFinishReason? finish = null;
        await using (stream.ConfigureAwait(false))
        {
            while (await stream.ReadAsync().ConfigureAwait(false) is { } update)
            {
                finish = update.FinishReason ?? finish;
                seen?.Add(update);
                if (stream.IsLast)
                {
                    var details = new AnswerDetails { Id = update.ResponseId, Model = update.ModelId, FinishReason = finish, Messages = seen?.ToChatResponse().Messages };
                    (update.AdditionalProperties ??= [])[RoutingReportExtensions.Key] = call.Report(stream.Route, stream.Info, stream.TimeToFirstToken, stream.Usage, details);
                }

                yield return update;
            }
        }
    }

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

    public override string ToString() => $"{nameof(IChatClient)} for {_model}";

    private static AnswerDetails Details(ChatResponse response, CallContext call) => new()
    {
        Id = response.ResponseId,
        Model = response.ModelId,
        FinishReason = response.FinishReason,
        Messages = call.Observer is { CapturesContent: true } ? response.Messages : null,
    };

    private IChatRequest Create(IEnumerable<ChatMessage> messages, ChatOptions? options, bool stream) => _protocol switch
    {
        ChatProtocol.Responses => ResponsesRequest.Create(messages, options, this, _replay, stream, chosen: true),
        ChatProtocol.Auto when _model.Endpoint is { } endpoint && endpoint.AbsolutePath.EndsWith("/responses", StringComparison.Ordinal) =>
            ResponsesRequest.Create(messages, options, this, _replay, stream, chosen: true),
        ChatProtocol.Auto when McpServerTools.In(options) => ResponsesRequest.Create(messages, options, this, _replay, stream, chosen: false),
        _ => ChatRequest.Create(messages, options, this, stream),
    };

    private static InferenceTask TaskOf(IChatRequest request) => request is ResponsesRequest ? InferenceTask.Responses : InferenceTask.Conversational;

    private string ModelName(ChatOptions? options) => options?.ModelId ?? _model.Text;

    private async ValueTask<RoutePlan> PlanAsync(RouterRuntime core, ChatOptions? options, InferenceTask task, CallContext call)
    {
        var model = _model;
        var endpointModel = _endpointModel;
        if (options?.ModelId is { Length: > 0 } id && id != _model.Text)
        {
            // On an endpoint a plain id names the model there; a URL always means another endpoint.
            if (_model.Endpoint is not null && !id.Contains("://", StringComparison.Ordinal))
            {
                endpointModel = id;
            }
            else
            {
                model = ModelReference.Parse(id);
            }
        }

        try
        {
            return await core.Planner.PlanAsync(model, _provider, task, endpointModel, call.Token, call.Needs).ConfigureAwait(false);
        }
        catch (OperationCanceledException exception)
        {
            throw call.Translate(exception, route: null);
        }
    }
}
