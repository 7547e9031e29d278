using System.Net;

namespace InferenceProviders.Errors;

/// <summary>From a status and an error body to what went wrong.</summary>
internal static class ErrorClassifier
{
    public static InferenceErrorKind Classify(HttpStatusCode? status, in ErrorBody body)
    {
        var message = body.Message ?? "";
        var code = body.Code ?? body.Type ?? "";
        if (Refusal(body) is { } refusal)
        {
            return refusal;
        }

        if (status is null or HttpStatusCode.OK or HttpStatusCode.BadRequest or HttpStatusCode.RequestEntityTooLarge or HttpStatusCode.UnprocessableEntity
            && ByWords(message, code) is { } known)
        {
            // A status that blames the request is believed, whatever the code says: what is refused is not worth repeating.
            return known == InferenceErrorKind.ProviderUnavailable && status is not (null or HttpStatusCode.OK) ? InferenceErrorKind.InvalidRequest : known;
        }

        // Together answers 403 when prompt and answer do not fit (https://docs.together.ai/docs/error-codes).
        if (status == HttpStatusCode.Forbidden && IsTooLong(message, code))
        {
            return InferenceErrorKind.ContextLengthExceeded;
        }

        // An error inside a 200, or inside a stream, has its status as a code when it has one at all.
        if (status is null or HttpStatusCode.OK && int.TryParse(body.Code, out var number) && number is >= 400 and < 600)
        {
            status = (HttpStatusCode)number;
        }

        return (int?)status switch
        {
            401 => InferenceErrorKind.Authentication,
            402 => InferenceErrorKind.CreditsExhausted,
            403 => InferenceErrorKind.PermissionDenied,
            404 => InferenceErrorKind.ModelNotFound,
            408 => InferenceErrorKind.Timeout,
            429 => InferenceErrorKind.RateLimited,
            >= 300 and < 400 => InferenceErrorKind.Protocol,
            >= 400 and < 500 => InferenceErrorKind.InvalidRequest,
            >= 500 => InferenceErrorKind.ProviderUnavailable,
            _ => InferenceErrorKind.ProviderUnavailable,
        };
    }

    /// <summary>
    /// Why a job failed that the provider had accepted. Most fail for what was asked, so the provider is blamed only where its words do so.
    /// </summary>
    /// <param name="body">What it said.</param>
    /// <param name="isOutage">Whether the words blame the provider. Where they blame nobody, the failure says nothing of its health.</param>
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

    /// <summary>What counts under every status: providers answer 400, 403, 422, 429 or 200 for the same two things.</summary>
    private static InferenceErrorKind? Refusal(in ErrorBody body)
    {
        var codes = body.Codes ?? body.Code ?? body.Type ?? "";
        var message = body.Message ?? "";
        return ErrorWords.IsFiltered(codes, message) ? InferenceErrorKind.ContentFiltered
            : ErrorWords.IsUnpaid(codes, message, body.Wait is not null) ? InferenceErrorKind.CreditsExhausted
            : null;
    }

    private static InferenceErrorKind? ByWords(string message, string code) =>
        IsTooLong(message, code) ? InferenceErrorKind.ContextLengthExceeded
        : Has(code, "model_not_supported") || Has(code, "model_not_found") || Has(message, "model not found")
            || (Has(message, "model") && (Has(message, "does not exist") || Has(message, "not supported by provider") || Has(message, "not supported by any provider")))
            ? InferenceErrorKind.ModelNotFound
        : Has(code, "rate_limit") ? InferenceErrorKind.RateLimited
        : Has(code, "invalid_api_key") || Has(code, "authentication") ? InferenceErrorKind.Authentication
        : Has(code, "overloaded") || Has(code, "server_error") || Has(code, "service_unavailable") ? InferenceErrorKind.ProviderUnavailable
        : Has(code, "unsupported") || Has(message, "does not support") || Has(message, "not supported") || Has(message, "unsupported") || Has(message, "not implemented")
            ? InferenceErrorKind.NotSupported
        : Has(code, "invalid_request") ? InferenceErrorKind.InvalidRequest
        : null;

    private static bool IsTooLong(string message, string code) =>
        Has(code, "context_length") || Has(message, "context length") || Has(message, "context window") || Has(message, "maximum context") || Has(message, "too many tokens")
        || Has(message, "prompt is too long") || Has(message, "`inputs` tokens + `max_new_tokens` must be");

    private static bool Has(string text, string part) => text.Contains(part, StringComparison.OrdinalIgnoreCase);
}
