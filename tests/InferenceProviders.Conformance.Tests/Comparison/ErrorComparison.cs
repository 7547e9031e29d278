using System.Net;
using System.Text.Json;
using InferenceProviders.Conformance.Wire;

namespace InferenceProviders.Conformance.Comparison;

/// <summary>
/// Compares an exception of ours with the error that the client threw: that it is of the kind which status and class
/// ask for, and that it carries the status, the request id and the provider's own words. What the client itself lost of
/// these must be there all the same.
/// </summary>
internal static class ErrorComparison
{
    private static readonly InferenceErrorKind[] Input =
        [InferenceErrorKind.InvalidRequest, InferenceErrorKind.NotSupported, InferenceErrorKind.ModelNotFound,
            InferenceErrorKind.Authentication];

    public static IEnumerable<Difference> Compare(
        WireCase wireCase, CapturedError theirs, Exception ours, string? textBefore,
        (HttpStatusCode Status, string? RequestId)? answer)
    {
        if (wireCase.Call.AccessToken is { } secret && ours.ToString().Contains(secret, StringComparison.Ordinal))
        {
            yield return new Difference("result/error/secret", "not in the exception", "the token is in the exception");
        }

        if (ours is ArgumentException or OperationCanceledException or not InferenceException)
        {
            var fits = ours is ArgumentException
                ? IsInputError(theirs, answer)
                : ours is OperationCanceledException && theirs.Is("AbortError");
            if (!fits)
            {
                yield return new Difference("result/error/kind", theirs.ToString(), Show(ours));
            }

            yield break;
        }

        var error = (InferenceException)ours;
        var kinds = Kinds(theirs, textBefore, answer);
        if (kinds is not null && !kinds.Contains(error.Kind))
        {
            yield return new Difference("result/error/kind", $"{string.Join(" or ", kinds)} ({theirs})", Show(error));
        }

        foreach (var difference in CompareAnswer(wireCase, theirs, error, answer))
        {
            yield return difference;
        }

        if (textBefore is { Length: > 0 } && error.PartialText != textBefore)
        {
            yield return new Difference("result/error/partialText", textBefore, error.PartialText ?? Difference.Absent);
        }
    }

    private static IEnumerable<Difference> CompareAnswer(
        WireCase wireCase, CapturedError theirs, InferenceException error,
        (HttpStatusCode Status, string? RequestId)? answer)
    {
        if (answer is not { } last)
        {
            yield break;
        }

        if ((int)last.Status >= 400 && error.StatusCode != last.Status)
        {
            yield return new Difference(
                "result/error/status", last.Status.ToString(), error.StatusCode?.ToString() ?? Difference.Absent);
        }

        if (last.RequestId is { } id && error.RequestId != id)
        {
            yield return new Difference("result/error/requestId", id, error.RequestId ?? Difference.Absent);
        }

        // The words that the client repeats must be in ours; where it repeats none, one of those that the provider said
        // must be.
        var words = ProviderWords(wireCase).Distinct().ToList();
        var repeated = words.Where(word => theirs.Message.Contains(word, StringComparison.Ordinal)).ToList();
        var missing = repeated.Count > 0
            ? repeated.Where(Lost).ToList()
            : words.Count > 0 && words.All(Lost) ? words
            : [];
        if (missing.Count > 0)
        {
            yield return new Difference("result/error/message", string.Join(" | ", missing), error.Message);
        }

        bool Lost(string word) => !error.Message.Contains(word, StringComparison.Ordinal);
    }

    /// <summary>
    /// Null when the client's error says nothing about what went wrong, as when it crashed: then any of our errors will
    /// do.
    /// </summary>
    private static InferenceErrorKind[]? Kinds(
        CapturedError theirs, string? textBefore, (HttpStatusCode Status, string? RequestId)? answer) =>
        !string.IsNullOrEmpty(textBefore) ? [InferenceErrorKind.Interrupted]
        : answer is { Status: >= HttpStatusCode.BadRequest and var status } ? [OfStatus((int)status)]
        : theirs.Is("TimeoutException") ? [InferenceErrorKind.Timeout]
        : theirs.Is("NetworkError") ? [InferenceErrorKind.ProviderUnavailable]
        : theirs.Is("InferenceClientProviderOutputError", "SyntaxError", "JSONDecodeError")
            ? [InferenceErrorKind.Protocol]
        : IsInputError(theirs, answer) ? Input
        : null;

    private static InferenceErrorKind OfStatus(int status) => status switch
    {
        401 => InferenceErrorKind.Authentication,
        402 => InferenceErrorKind.CreditsExhausted,
        403 => InferenceErrorKind.PermissionDenied,
        404 => InferenceErrorKind.ModelNotFound,
        408 => InferenceErrorKind.Timeout,
        429 => InferenceErrorKind.RateLimited,
        < 500 => InferenceErrorKind.InvalidRequest,
        _ => InferenceErrorKind.ProviderUnavailable,
    };

    /// <summary>Whether the client refused the call as it was given, rather than what came back for it.</summary>
    private static bool IsInputError(CapturedError theirs, (HttpStatusCode Status, string? RequestId)? answer) =>
        theirs.Is("InferenceClientInputError", "InferenceClientRoutingError")
            || (theirs.Class is "ValueError" && answer is null or { Status: HttpStatusCode.OK });

    /// <summary>
    /// What a provider says in the usual places of an error body, and the whole of a body that is plain text.
    /// </summary>
    private static IEnumerable<string> ProviderWords(WireCase wireCase)
    {
        if (wireCase.Exchanges is not [.., { Response: var response }]
            || !response.TryGetProperty("body", out var body) || body.ValueKind != JsonValueKind.Object)
        {
            return [];
        }

        if (body.TryGetProperty("$json", out var json))
        {
            return Words(json);
        }

        if (!body.TryGetProperty("$text", out var text) || !response.TryGetProperty("headers", out var headers)
            || !headers.TryGetProperty("content-type", out var type))
        {
            return [];
        }

        // A text in place of an answer is not what the provider says about it.
        var mediaType = type.GetString()!.Split(';')[0];
        return mediaType == "text/plain" ? response.GetProperty("status").GetInt32() >= 400 ? [text.GetString()!] : []
            : mediaType == "text/event-stream" ? Events(text.GetString()!).SelectMany(Words)
            : [];
    }

    private static IEnumerable<JsonElement> Events(string stream)
    {
        foreach (var line in stream.Split('\n').Select(line => line.Trim()))
        {
            if (line.StartsWith("data:", StringComparison.Ordinal) && line[5..].Trim() is ['{', ..] data)
            {
                yield return JsonDocument.Parse(data).RootElement;
            }
        }
    }

    private static IEnumerable<string> Words(JsonElement body)
    {
        if (body.ValueKind != JsonValueKind.Object)
        {
            yield break;
        }

        foreach (var name in (string[])["error", "message", "detail"])
        {
            if (body.TryGetProperty(name, out var value))
            {
                if (value.ValueKind == JsonValueKind.String)
                {
                    yield return value.GetString()!;
                }

                foreach (var word in Words(value))
                {
                    yield return word;
                }
            }
        }
    }

    private static string Show(Exception exception) =>
        exception is InferenceException { Kind: var kind }
            ? $"{kind}: {exception.Message}"
            : $"{exception.GetType().Name}: {exception.Message}";
}
