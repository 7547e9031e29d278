using System.Diagnostics;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using InferenceProviders.Errors;
using InferenceProviders.Media;
using InferenceProviders.Primitives;
using InferenceProviders.Routing;
using InferenceProviders.Routing.Attempts;
using InferenceProviders.Routing.Failures;
using InferenceProviders.Routing.Reports;
using InferenceProviders.Shared;
using InferenceProviders.Transport;

namespace InferenceProviders.Tasks.Requests;

/// <summary>Sends requests of the caller's own. They are never repeated: what they do at the provider is not known here.</summary>
internal static class RequestSender
{
    /// <summary>The task in reports and messages, when the caller names none.</summary>
    private static readonly InferenceTask Own = new("request");

    public static async Task<InferenceResponse> SendAsync(RouterRuntime core, ModelReference? model, string? provider, InferenceRequest request, CancellationToken cancellationToken)
    {
        using var call = new CallContext(core.Settings, model?.Text ?? "", cancellationToken) { Subject = new OwnRequest(request) };
        var plan = await PlanAsync(core, model, provider, request, call).ConfigureAwait(false);
        var sent = await core.Attempts.RunAsync(plan, call, (request, core), static (state, route, call) => AnswerAsync(state.request, route, call, state.core)).ConfigureAwait(false);
        return new InferenceResponse(sent.Answer.Body, sent.Answer.MediaType, call.Report(plan.Routes[0], sent.Info, timeToFirstToken: null, usage: null));
    }

    public static async IAsyncEnumerable<RawJson> StreamAsync(
        RouterRuntime core, ModelReference? model, string? provider, InferenceRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var call = new CallContext(core.Settings, model?.Text ?? "", cancellationToken) { Subject = new OwnRequest(request) };
        var plan = await PlanAsync(core, model, provider, request, call).ConfigureAwait(false);
        var opened = await core.Attempts.RunAsync(plan, call, (request, core), static (state, route, call) => OpenAsync(state.request, route, call, state.core)).ConfigureAwait(false);
        using var response = opened.Response;
        var events = EventsAsync(opened, core, call).GetAsyncEnumerator(call.Token);
        TimeSpan? first = null;
        await using (events.ConfigureAwait(false))
        {
            while (await NextAsync(events, opened, call, isBegun: first is not null).ConfigureAwait(false))
            {
                first ??= call.Clock.GetElapsedTime(call.Started);
                yield return events.Current;
            }
        }

        call.Report(opened.Route, opened.Info, first, usage: null);
    }

    private static async ValueTask<RoutePlan> PlanAsync(RouterRuntime core, ModelReference? model, string? provider, InferenceRequest request, CallContext call)
    {
        call.Commit();
        try
        {
            return await core.Planner.PlanRequestAsync(model, provider, request.Task, Own, call.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException exception)
        {
            throw call.Translate(exception, route: null);
        }
    }

    private static async Task<Answered> AnswerAsync(InferenceRequest request, Route route, CallContext call, RouterRuntime core)
    {
        var exchange = new TaskExchange(route, call, core, progress: null);
        try
        {
            var content = await ContentAsync(request, exchange).ConfigureAwait(false);
            return new Answered(await exchange.SendAsync(request.Method, route.Resolve(request.Path), content, request.Headers).ConfigureAwait(false), exchange.Info);
        }
        catch (Exception exception) when (Failure.Translate(exception, route, call) is var translated && !ReferenceEquals(translated, exception))
        {
            throw translated;
        }
    }

    private static async Task<Opened> OpenAsync(InferenceRequest request, Route route, CallContext call, RouterRuntime core)
    {
        var exchange = new TaskExchange(route, call, core, progress: null);
        try
        {
            var content = await ContentAsync(request, exchange).ConfigureAwait(false);
            var response = await core.Client.SendAsync(route, request.Method, route.Resolve(request.Path), content, call.Token, request.Headers).ConfigureAwait(false);
            return new Opened(response, route, ResponseInfo.From(response));
        }
        catch (Exception exception) when (Failure.Translate(exception, route, call) is var translated && !ReferenceEquals(translated, exception))
        {
            throw translated;
        }
    }

    private static async ValueTask<HttpContent?> ContentAsync(InferenceRequest request, TaskExchange exchange)
    {
        if (request.Content is not null)
        {
            return MediaContent.Create(await exchange.ReadAsync(request.Content, MediaKind.Any).ConfigureAwait(false));
        }

        if (request.Json is null)
        {
            return null;
        }

        var body = new PooledContent(exchange.Limits.RequestBytes);
        var writer = JsonBody.Rent(body);
        request.Json.WriteTo(writer);
        JsonBody.Return(writer);
        return body;
    }

    /// <summary>The events' data up to <c>[DONE]</c>; the whole of an answer that is no stream.</summary>
    private static async IAsyncEnumerable<RawJson> EventsAsync(Opened opened, RouterRuntime core, CallContext call)
    {
        var stream = await ResponseBody.OpenAsync(opened.Response, call.Token).ConfigureAwait(false);
        if (opened.Response.Content.Headers.ContentType?.MediaType is not "text/event-stream")
        {
            yield return new RawJson(await ResponseBody.ReadRestAsync(stream, core.Settings.Limits.ResponseBytes, call.Token).ConfigureAwait(false));
            yield break;
        }

        var input = new SseInput(default, stream, core.Settings.Limits);
        await foreach (var item in SseParser.Create(input, static (_, data) => data.ToArray()).EnumerateAsync(call.Token).ConfigureAwait(false))
        {
            if (item.Data.AsSpan().SequenceEqual("[DONE]"u8))
            {
                yield break;
            }

            var json = new RawJson(item.Data);
            yield return json.Root.At("error") is { ValueKind: not System.Text.Json.JsonValueKind.Undefined and not System.Text.Json.JsonValueKind.Null }
                ? throw ErrorFactory.Create(status: null, ErrorBody.Parse(json.Root), opened.Route, opened.Info)
                : json;
        }
    }

    private static async ValueTask<bool> NextAsync(IAsyncEnumerator<RawJson> events, Opened opened, CallContext call, bool isBegun)
    {
        try
        {
            return await events.MoveNextAsync().ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            switch (Failure.Translate(exception, opened.Route, call))
            {
                case InferenceException failure:
                    call.Redact(failure);
                    var last = isBegun ? Interrupted(failure, opened) : failure;
                    opened.Route.Health?.Failed(last);
                    call.Fail(opened.Route, last);
                    throw last;

                case var other when !ReferenceEquals(other, exception):
                    throw other;

                default:
                    throw;
            }
        }
    }

    private sealed class OwnRequest(InferenceRequest request) : ICallSubject
    {
        public IEnumerable<string> Texts => SentTexts.Of(request.Json);

        public void Describe(Activity span, bool withContent)
        {
            // What it says is known to the caller only.
        }
    }

    /// <summary>What comes after the first event has been given out is not the whole answer.</summary>
    private static InferenceException Interrupted(InferenceException cause, Opened opened) =>
        new(InferenceErrorKind.Interrupted, $"The answer broke off: {cause.Message}", cause)
        {
            Provider = cause.Provider ?? opened.Info.Provider ?? opened.Route.Name,
            Model = opened.Route.Model,
            StatusCode = cause.StatusCode,
            Code = cause.Code,
            RequestId = opened.Info.RequestId,
        };

    private sealed record Answered(ProviderAnswer Answer, ResponseInfo Info) : IAttemptResult;

    private sealed record Opened(HttpResponseMessage Response, Route Route, ResponseInfo Info) : IAttemptResult;
}
