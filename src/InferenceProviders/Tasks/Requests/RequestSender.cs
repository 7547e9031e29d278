using System.Diagnostics;
using InferenceProviders.Errors;
using InferenceProviders.Media;
using InferenceProviders.Routing.Attempts;
using InferenceProviders.Routing.Calls;
using InferenceProviders.Routing.Reports;
using InferenceProviders.Routing.Runtime;
using InferenceProviders.Routing;
using InferenceProviders.Shared;
using InferenceProviders.Transport;

namespace InferenceProviders.Tasks.Requests;

/// <summary>Sends custom requests. They are never repeated: what they do at the provider is not known here.</summary>
internal static class RequestSender
{
    /// <summary>The task in reports and messages, when the caller names none.</summary>
    private static readonly InferenceTask Own = new("request");

    public static Task<InferenceResponse> SendAsync(
        RouterRuntime core, ModelReference? model, string? provider, InferenceRequest request,
            CancellationToken cancellationToken) =>
        core.Calls.RunAsync(
            (Target: Target(model, provider, request), Input: (request, core.Downloads)),
            static input => input,
            static (state, attempt) => AnswerAsync(state.request, attempt, state.Downloads),
            static (sent, report) => new InferenceResponse(sent.Answer.Body, sent.Answer.MediaType, report),
            cancellationToken);

    public static IAsyncEnumerable<RawJson> StreamAsync(
        RouterRuntime core, ModelReference? model, string? provider, InferenceRequest request,
            CancellationToken cancellationToken) =>
        core.Calls.StreamAsync(
            (Target: Target(model, provider, request), Input: (request, core.Downloads)),
            static input => input,
            static (state, attempt) => OpenAsync(state.request, attempt, state.Downloads),
            static (_, data, _) => data,
            cancellationToken);

    private static CallTarget Target(ModelReference? model, string? provider, InferenceRequest request) =>
        new(model, Own)
    {
        Provider = provider,
        Needs = new RequestNeeds { Routing = request.Routing },
        Custom = new CustomTarget(request.Task),
        Subject = new OwnRequest(request),
    };

    private static async ValueTask<Answered> AnswerAsync(
        InferenceRequest request, Attempt attempt, MediaDownloader downloads)
    {
        var exchange = new TaskExchange(attempt, downloads, progress: null);
        var content = await ContentAsync(request, exchange).ConfigureAwait(false);
        var answer = await exchange.SendAsync(
            request.Method, attempt.Route.Resolve(request.Path), content, request.Headers).ConfigureAwait(false);
        return new Answered(attempt, answer, exchange.Info);
    }

    private static async ValueTask<ICallStream<RawJson>> OpenAsync(
        InferenceRequest request, Attempt attempt, MediaDownloader downloads)
    {
        var content = await ContentAsync(
            request, new TaskExchange(attempt, downloads, progress: null)).ConfigureAwait(false);
        var message = new RouteMessage(attempt.Route.Resolve(request.Path), content)
        {
            Method = request.Method,
            Headers = request.Headers,
        };
        return await EventStream.OpenAsync(message, attempt).ConfigureAwait(false);
    }

    private static async ValueTask<HttpContent?> ContentAsync(InferenceRequest request, TaskExchange exchange)
    {
        if (request.Content is not null)
        {
            return (await exchange.UploadAsync(request.Content, MediaKind.Any).ConfigureAwait(false)).Content;
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

    private sealed class OwnRequest(InferenceRequest request) : ICallSubject
    {
        public IEnumerable<string> Texts => SentTexts.Of(request.Json);

        public void Describe(Activity span, bool withContent)
        {
            // What it says is known to the caller only.
        }
    }

    private sealed record Answered(Attempt Attempt, ProviderAnswer Answer, ResponseInfo Info) : IAttemptResult;
}
