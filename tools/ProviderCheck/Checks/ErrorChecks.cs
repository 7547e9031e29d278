using InferenceProviders;
using Microsoft.Extensions.AI;
using ProviderCheck.Recording;

namespace ProviderCheck.Checks;

/// <summary>What goes wrong must be told, in a form that programs can read.</summary>
internal static class ErrorChecks
{
    /// <summary>A key that no server knows.</summary>
    public const string WrongKey = "wrong-key-0000000000";

    private const string NoModel = "no-such-model-0000";

    public static IEnumerable<Check> All =>
    [
        new("errors", "wrong key", false, WrongKeyAsync),
        new("errors", "unknown model", false, UnknownModelAsync),
        new("errors", "prompt too long", true, TooLongAsync),
        new("errors", "cancellation", false, CancellationAsync),
    ];

    private static async Task<string> WrongKeyAsync(CheckSession session, CancellationToken cancellationToken)
    {
        if (session.Target is not { HasKey: true, Secret: { Length: > 0 } secret })
        {
            throw new NotTriedException("Calls carry no key.");
        }

        var call = await session.AnswerExchangeAsync(cancellationToken);
        var refused = await session.SendAgainAsync(
            call, value => value.Replace(secret, WrongKey, StringComparison.Ordinal), static text =>
                text, cancellationToken);
        return (int?)refused.Status is 401 or 403
            ? $"A wrong key is refused with {(int)refused.Status!}: {Message(refused)}"
            : throw new DefectException((int?)refused.Status < 300
                ? "A wrong key is accepted."
                : $"A wrong key is answered with {(int?)refused.Status}, not with 401 or 403.");
    }

    private static async Task<string> UnknownModelAsync(CheckSession session, CancellationToken cancellationToken)
    {
        var call = await session.AnswerExchangeAsync(cancellationToken);
        if (call.BodyJson.At("model").Text() is not { Length: > 0 } model)
        {
            throw new NotTriedException("Calls name no model.");
        }

        // A model of the router is named with its provider or policy; some providers have it in the path, too.
        var unknown = await session.SendAgainAsync(
            call, static header => header,
            text => text.Replace($"\"{model}\"", $"\"{NoModel}\"", StringComparison.Ordinal)
                .Replace($"/{model.Split(':')[0]}", $"/{NoModel}", StringComparison.Ordinal),
            cancellationToken);
        return (int?)unknown.Status is >= 400 and < 500
            ? $"An unknown model is refused with {(int)unknown.Status!}: {Message(unknown)}"
            : (int?)unknown.Status < 300 && session.Target.Endpoint is not null
                ? "It has one model, and answers whatever name is sent."
            : throw new DefectException((int?)unknown.Status < 300
                ? "An unknown model is answered as if it were there."
                : $"An unknown model is answered with {(int?)unknown.Status}; "
                + $"it is the request that is wrong, so 404 or 400.");
    }

    private static async Task<string> TooLongAsync(CheckSession session, CancellationToken cancellationToken)
    {
        if (session.Target.Models.Context is not { } context)
        {
            throw new NotTriedException("The model's context length is not known.");
        }

        if (context > session.Limits.LongestContext)
        {
            throw new NotTriedException($"The context of {context} tokens is too long to be filled for a check.");
        }

        // A model's own tokens are shorter than a word and a space.
        var prompt = string.Concat(Enumerable.Repeat("word ", (int)context + 1000));
        try
        {
            await session.Chat.GetResponseAsync(prompt, new ChatOptions { MaxOutputTokens = 16 }, cancellationToken);
        }
        catch (InferenceException exception) when (exception.Kind == InferenceErrorKind.ContextLengthExceeded)
        {
            return $"A prompt over {context} tokens is refused, as what it is: too long.";
        }
        catch (InferenceException exception) when (exception.Kind is InferenceErrorKind.InvalidRequest)
        {
            throw new DefectException(
                $"A prompt over {context} tokens is refused, in words "
                + $"that do not say that it is too long: {exception.Message}");
        }

        throw new DefectException($"A prompt over {context} tokens, the context that is named, is answered.");
    }

    private static async Task<string> CancellationAsync(CheckSession session, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var pieces = 0;
        try
        {
            await foreach (var _ in session.Chat.GetStreamingResponseAsync("Count to 200", session.Options, stop.Token))
            {
                pieces++;
                await stop.CancelAsync();
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            var after = await session.Chat.GetResponseAsync("Count to 2", session.Options, cancellationToken);
            return after.Text.Contains('2', StringComparison.Ordinal)
                ? "A stream that is broken off does not disturb the next call."
                : throw new DefectException(
                    $"After a stream that was broken off it said \"{ChatChecks.Excerpt(after.Text)}\".");
        }

        throw new NotTriedException($"The stream was over after {pieces} pieces, before it could be broken off.");
    }

    /// <summary>What the error says.</summary>
    /// <exception cref="RemarkException">It has no message that a program could find.</exception>
    private static string Message(RecordedExchange exchange)
    {
        var json = exchange.AnswerJson ?? throw new RemarkException(
            $"The error {(int?)exchange.Status} has "
            + $"{(exchange.Answer.Length == 0 ? "no body" : $"a body of {exchange.MediaType}")}, not JSON.");
        var words = json.At("error").Text() ?? json.At("error", "message").Text() ?? json.At("message").Text()
            ?? json.At("detail").Text() ?? json.At("detail", 0, "msg").Text() ?? json.At("error_message").Text()
            ?? json.At("errors", 0).Text() ?? json.At("errors", 0, "message").Text() ?? json.At("error", 0).Text()
            ?? json.At("title").Text();
        return words is { Length: > 0 } ? $"\"{ChatChecks.Excerpt(words)}\"."
            : throw new RemarkException(
                $"The error {(int?)exchange.Status} has no message: {ChatChecks.Excerpt(exchange.AnswerText)}");
    }
}
