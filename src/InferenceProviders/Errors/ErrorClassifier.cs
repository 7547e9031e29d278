using System.Net;
using System.Text.RegularExpressions;

namespace InferenceProviders.Errors;

/// <summary>From a status and an error body to what went wrong.</summary>
internal static partial class ErrorClassifier
{
    public static InferenceErrorKind Classify(HttpStatusCode? status, in ErrorBody body)
    {
        var message = body.Message ?? "";
        var code = body.Name ?? "";

        // Whether it says 413 or 429: what is larger than a minute's tokens is as little worth repeating as what is
        // larger than the context.
        if (ContextOverflow.NeverFitsRate(message))
        {
            return InferenceErrorKind.ContextLengthExceeded;
        }

        if (Refusal(body) is { } refusal)
        {
            return refusal;
        }

        if (status is null or HttpStatusCode.OK or HttpStatusCode.BadRequest or HttpStatusCode.RequestEntityTooLarge
            or HttpStatusCode.UnprocessableEntity
            && ByWords(message, code, status) is { } known)
        {
            // A status that blames the request is believed, whatever the code says: what is refused is not worth
            // repeating.
            return known == InferenceErrorKind.ProviderUnavailable && status is not (null or HttpStatusCode.OK)
                ? InferenceErrorKind.InvalidRequest
                : known;
        }

        // Together answers 403 when prompt and answer do not fit (https://docs.together.ai/docs/error-codes).
        if (status == HttpStatusCode.Forbidden && IsTooLong(message, code, status))
        {
            return InferenceErrorKind.ContextLengthExceeded;
        }

        // An error inside a 200, or inside a stream, has its status as a code when it has one at all.
        if (status is null or HttpStatusCode.OK && body.Status is { } inner)
        {
            status = (HttpStatusCode)inner;
        }

        if (status == HttpStatusCode.FailedDependency && (Has(code, "generation") || ErrorWords.IsOutage(message)))
        {
            // text-generation-inference: what it depends on is its own shard.
            return InferenceErrorKind.ProviderUnavailable;
        }

        if (status == HttpStatusCode.NotFound && NamesMissingFeature().IsMatch(message))
        {
            return InferenceErrorKind.NotSupported;
        }

        if (status is HttpStatusCode.InternalServerError or HttpStatusCode.NotImplemented
            && BlamesServerWrongly(message, code) is { } blamed)
        {
            return blamed;
        }

        return (int?)status switch
        {
            401 => InferenceErrorKind.Authentication,
            402 => InferenceErrorKind.CreditsExhausted,
            403 => InferenceErrorKind.PermissionDenied,
            404 => InferenceErrorKind.ModelNotFound,
            408 => InferenceErrorKind.Timeout,
            501 => InferenceErrorKind.NotSupported,
            429 => InferenceErrorKind.RateLimited,
            >= 300 and < 400 => InferenceErrorKind.Protocol,
            >= 400 and < 500 => InferenceErrorKind.InvalidRequest,
            >= 500 => InferenceErrorKind.ProviderUnavailable,
            _ => InferenceErrorKind.ProviderUnavailable,
        };
    }

    /// <summary>
    /// Why a job failed that the provider had accepted. Most fail for what was asked, so the provider is blamed only
    /// where its words do so.
    /// </summary>
    /// <param name="body">What it said.</param>
    /// <param name="isOutage">
    /// Whether the words blame the provider. Where they blame nobody, the failure says nothing of its health.
    /// </param>
    public static InferenceErrorKind ClassifyJob(in ErrorBody body, out bool isOutage)
    {
        var message = body.Message ?? "";
        isOutage = ErrorWords.IsOutage(message);
        var kind = Classify(status: null, body);
        if (kind != InferenceErrorKind.ProviderUnavailable)
        {
            return kind;
        }

        isOutage |= int.TryParse(body.Code, out var number) && number is >= 500 and < 600;
        return !isOutage && ErrorWords.IsAboutRequest(message) ? InferenceErrorKind.InvalidRequest : kind;
    }

    /// <summary>
    /// What counts under every status: providers answer 400, 403, 422, 429 or 200 for the same two things.
    /// </summary>
    private static InferenceErrorKind? Refusal(in ErrorBody body)
    {
        var codes = body.Codes ?? body.Code ?? body.Type ?? "";
        var message = body.Message ?? "";
        return ErrorWords.IsFiltered(codes, message) ? InferenceErrorKind.ContentFiltered
            : ErrorWords.IsUnpaid(codes, message, body.Wait is not null) ? InferenceErrorKind.CreditsExhausted
            : null;
    }

    private static InferenceErrorKind? ByWords(string message, string code, HttpStatusCode? status) =>
        IsTooLong(message, code, status) ? InferenceErrorKind.ContextLengthExceeded
        : Has(code, "model_not_supported") || Has(code, "model_not_found") || NamesUnknownModel(message)
            ? InferenceErrorKind.ModelNotFound
        : Has(code, "rate_limit") ? InferenceErrorKind.RateLimited
        : Has(code, "invalid_api_key") || Has(code, "authentication") || BlamesKey(message)
            ? InferenceErrorKind.Authentication
        : Has(code, "overloaded") || Has(code, "server_error") || Has(code, "service_unavailable")
            ? InferenceErrorKind.ProviderUnavailable
        : Has(code, "unsupported") || Has(message, "does not support") || Has(message, "not supported")
            || Has(message, "unsupported") || Has(message, "not implemented")
            ? InferenceErrorKind.NotSupported
        : Has(code, "invalid_request") ? InferenceErrorKind.InvalidRequest
        : null;

    private static bool IsTooLong(string message, string code, HttpStatusCode? status) =>
        ContextOverflow.IsSaid(message, code, blamesRequest: status is not (null or HttpStatusCode.OK))
            || Has(message, "context length") || Has(message, "context window");

    /// <summary>
    /// What stands under 400 elsewhere than at OpenAI: "API key not valid" (Google), "Invalid API key", "Incorrect API
    /// key provided", "Authentication Fails" (DeepSeek).
    /// </summary>
    private static bool BlamesKey(string message) =>
        Has(message, "api key not valid") || Has(message, "invalid api key") || Has(message, "incorrect api key")
            || Has(message, "api key is invalid") || Has(message, "api key expired")
            || Has(message, "authentication fails");

    /// <summary>
    /// "The model `x` does not exist" (vLLM, OpenAI), "Model Not Exist" (DeepSeek), "model 'x' not found" (llama.cpp,
    /// Ollama), "No such model", "Unknown model: x".
    /// </summary>
    private static bool NamesUnknownModel(string message) =>
        Has(message, "no such model") || Has(message, "unknown model") || Has(message, "invalid model name")
            || ModelNotFound().IsMatch(message)
        || (Has(message, "model")
            && (Has(message, "does not exist") || Has(message, "model not exist")
                || Has(message, "not supported by provider") || Has(message, "not supported by any provider")));

    /// <summary>
    /// What a server says under 500 or 501 although repeating the request changes nothing: that it is too long, or that
    /// the model cannot do it. llama.cpp answers so ("image input is not supported", "This server does not support
    /// embeddings"). Python's "unsupported operand type(s)" is a fault of the server.
    /// </summary>
    private static InferenceErrorKind? BlamesServerWrongly(string message, string code) =>
        ContextOverflow.IsSaid(message, code, blamesRequest: false) ? InferenceErrorKind.ContextLengthExceeded
        : Has(message, "is not supported") || Has(message, "are not supported") || Has(message, "does not support")
            || Has(message, "do not support") || Has(code, "not_supported")
            || Has(message, "doesn't support") || Has(message, "no support for")
            ? InferenceErrorKind.NotSupported
        : null;

    [GeneratedRegex(
        @"\bmodel\b[ :]*(['""`\u2018\u201c(][^'""`\u2019\u201d)]{1,200}['""`\u2019\u201d)]|[\w./:-]{1,200})? *(is "
            + @"|was |could |has )?(not|n't) (be |been )?(found|served|known|registered)\b",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex ModelNotFound();

    /// <summary>OpenRouter's 404 for what no provider of the model can do.</summary>
    [GeneratedRegex(@"\bno (?:endpoints|providers) found that (?:can )?support\b", RegexOptions.IgnoreCase)]
    private static partial Regex NamesMissingFeature();

    private static bool Has(string text, string part) => text.Contains(part, StringComparison.OrdinalIgnoreCase);
}
