using System.Net.Http.Headers;
using InferenceProviders;
using Microsoft.Extensions.AI;
using ProviderCheck.Recording;
using ProviderCheck.Targets;

namespace ProviderCheck.Checks;

/// <summary>
/// What the checks of one target share: the router, what went over the wire, the answers that several look at.
/// </summary>
internal sealed class CheckSession : IDisposable
{
    private readonly Dictionary<string, Task<ChatResponse>> _answers = [];
    private readonly Dictionary<string, RecordedExchange> _exchanges = [];

    public CheckSession(CheckTarget target, CheckLimits limits)
    {
        (Target, Limits) = (target, limits);
        Recorder = new RecordingHandler();
        Spending = new SpendLimit(limits.SpendLimit) { Name = "check", AllowUnpriced = true };
        var options = target.Options();
        options.HttpMessageHandler = Recorder;
        options.SpendLimit = Spending;

        // What a retry would mend is what is looked for.
        options.Routing.MaxAttempts = 1;
        Router = new InferenceRouter(options);
    }

    public CheckTarget Target { get; }

    public CheckLimits Limits { get; }

    public RecordingHandler Recorder { get; }

    public SpendLimit Spending { get; }

    public InferenceRouter Router { get; }

    /// <summary>The chat model.</summary>
    /// <exception cref="NotTriedException">There is none.</exception>
    public string ChatModel => Target.Models.Chat ?? throw new NotTriedException("No chat model was named or found.");

    public IChatClient Chat => Target.Chat(Router, ChatModel);

    public ChatOptions Options => new() { MaxOutputTokens = Limits.OutputTokens };

    /// <summary>The plain answer that several checks look at; it is asked for once.</summary>
    public Task<ChatResponse> AnswerAsync(CancellationToken cancellationToken) =>
        Once("answer", () => Chat.GetResponseAsync("Count to 5", Options, cancellationToken));

    /// <summary>The streamed answer that several checks look at; it is asked for once.</summary>
    public Task<ChatResponse> StreamAsync(CancellationToken cancellationToken) =>
        Once("stream", () => Chat.GetStreamingResponseAsync("Count to 9", Options, cancellationToken)
            .ToChatResponseAsync(cancellationToken));

    /// <summary>What went over the wire for the plain answer.</summary>
    public Task<RecordedExchange> AnswerExchangeAsync(CancellationToken cancellationToken) =>
        ExchangeAsync("answer", AnswerAsync(cancellationToken));

    /// <summary>What went over the wire for the streamed answer.</summary>
    public Task<RecordedExchange> StreamExchangeAsync(CancellationToken cancellationToken) =>
        ExchangeAsync("stream", StreamAsync(cancellationToken));

    /// <summary>The last request that was a call, whatever became of it; null without one.</summary>
    public RecordedExchange? LastCall(int since) =>
        Recorder.Since(since).LastOrDefault(exchange => exchange.Method == HttpMethod.Post);

    /// <summary>Sends a request once more, with something changed.</summary>
    public async Task<RecordedExchange> SendAgainAsync(
        RecordedExchange exchange, Func<string, string> header, Func<string, string> text,
            CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(exchange.Method, text(exchange.Address.AbsoluteUri));
        if (exchange.Body is not null)
        {
            request.Content = new StringContent(text(System.Text.Encoding.UTF8.GetString(exchange.Body)));
            request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse("application/json");
        }

        foreach (var (name, value) in exchange.Headers.Where(pair =>
            !pair.Key.StartsWith("content-", StringComparison.Ordinal)))
        {
            request.Headers.TryAddWithoutValidation(name, header(value));
        }

        return await SendAsync(request, cancellationToken);
    }

    /// <summary>Sends a request, and reads its answer to the end.</summary>
    public async Task<RecordedExchange> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var before = Recorder.Exchanges.Count;
        using var http = new HttpClient(Recorder, disposeHandler: false);
        using var response = await http.SendAsync(request, cancellationToken);
        return Recorder.Since(before)[0];
    }

    public void Dispose()
    {
        Router.Dispose();
        Recorder.Dispose();
    }

    private async Task<ChatResponse> Once(string name, Func<Task<ChatResponse>> ask)
    {
        if (_answers.TryGetValue(name, out var known))
        {
            return await known;
        }

        var before = Recorder.Exchanges.Count;
        var response = await (_answers[name] = ask());
        _exchanges[name] = LastCall(before)!;
        return response;
    }

    private async Task<RecordedExchange> ExchangeAsync(string name, Task<ChatResponse> answer)
    {
        try
        {
            await answer;
        }
        catch (InferenceException)
        {
            throw new NotTriedException($"There is nothing to look at: see chat: {name}.");
        }

        return _exchanges[name];
    }
}
