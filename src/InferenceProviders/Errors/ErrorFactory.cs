using System.Net;
using System.Text;
using InferenceProviders.Shared;

namespace InferenceProviders.Errors;

/// <summary>
/// Creates the exception for what a provider said: what happened, in its words, and what to do about it.
/// </summary>
internal static class ErrorFactory
{
    public static InferenceException Create(
        HttpResponseMessage response, ErrorBody body, ErrorSource source, TimeProvider clock)
    {
        var info = ResponseInfo.From(response);
        if (RetryAfterParser.Find(response, body.Wait, clock.GetUtcNow()) is { } pause)
        {
            return Create(response.StatusCode, body, source, info, pause);
        }

        // text-generation-inference says how long a cold model takes to load ("estimated_time", seconds).
        return body.EstimatedSeconds is > 0 and < 86_400 and var seconds
            ? Create(response.StatusCode, body, source, info, TimeSpan.FromSeconds(seconds), isLoading: true)
            : Create(response.StatusCode, body, source, info, isLoading: IsLoading(response.StatusCode, body));
    }

    /// <summary>For an error that came inside a response (<paramref name="status"/> is then null or 200).</summary>
    public static InferenceException Create(
        HttpStatusCode? status, ErrorBody body, ErrorSource source, ResponseInfo info, TimeSpan? retryAfter = null,
        bool isLoading = false)
    {
        var kind = KindOf(status, body, source);
        retryAfter ??= body.Wait?.From(TimeProvider.System.GetUtcNow());
        var answered = info.Provider ?? (source.IsRouter ? body.Provider : null);
        var provider = answered ?? source.Name;
        var message = new StringBuilder(answered ?? source.Speaker).Append(" answered ");
        message.Append(status is null or HttpStatusCode.OK ? "with an error" : $"{(int)status} ({status})");
        if (source.Model.Length > 0)
        {
            message.Append(" for ").Append(source.Model);
        }

        var words = body.Message is { } said ? Redactor.Redact(said, source.Secret) : null;
        if (words is not null)
        {
            message.Append(": ").Append(words);
        }

        if (message[^1] is not ('.' or '!' or '?'))
        {
            message.Append('.');
        }

        if (Advice(kind, status, source, provider, retryAfter) is { } advice)
        {
            message.Append(' ').Append(advice);
        }

        return new InferenceException(kind, message.ToString())
        {
            Provider = provider,
            Model = source.Model,
            StatusCode = status,
            Code = body.Name is { } code ? Redactor.Redact(code, source.Secret) : null,
            RequestId = info.RequestId,
            ProviderWords = words,
            RetryAfter = retryAfter,
            IsLoading = isLoading,

            // What the model wrote, and its provider could not read: the answer as far as there is one.
            PartialText = body.FailedGeneration is { } written ? Redactor.Redact(written, source.Secret) : null,
        };
    }

    /// <summary>
    /// llama.cpp says "Loading model" until it can answer, and other servers say it in much the same words, without a
    /// time.
    /// </summary>
    private static bool IsLoading(HttpStatusCode status, ErrorBody body) =>
        status == HttpStatusCode.ServiceUnavailable && body.Message is { } said
        && (said.Contains("loading", StringComparison.OrdinalIgnoreCase)
            || said.Contains("is being loaded", StringComparison.OrdinalIgnoreCase)
            || said.Contains("warming up", StringComparison.OrdinalIgnoreCase)
                || said.Contains("starting up", StringComparison.OrdinalIgnoreCase));

    /// <summary>
    /// What went wrong: by the provider's own codes, where it has any, else by what all providers have in common. A
    /// code for whatever is wrong with a request (Z.ai's 1214) gives way to words that say what it is: too long.
    /// </summary>
    public static InferenceErrorKind KindOf(HttpStatusCode? status, in ErrorBody body, ErrorSource source) =>
        body.Code is not { } code || source.Codes?.TryGetValue(code, out var own) != true
            || (own == InferenceErrorKind.InvalidRequest
                && ErrorClassifier.Classify(status, body) == InferenceErrorKind.ContextLengthExceeded)
            ? ErrorClassifier.Classify(status, body)
            : own;

    /// <summary>What to do about it.</summary>
    public static string? Advice(
        InferenceErrorKind kind, HttpStatusCode? status, ErrorSource source, string provider, TimeSpan? retryAfter) =>
        kind switch
    {
        InferenceErrorKind.Authentication when source is { Secret: null, AuthMode: AuthMode.Direct } =>
            $"No key was sent: set InferenceProvidersOptions.ProviderKeys for {source.Name}.",
        InferenceErrorKind.Authentication when source is { Secret: null, AuthMode: AuthMode.Endpoint } =>
            "No key was sent: set InferenceProvidersOptions.EndpointKeys for its host.",
        InferenceErrorKind.Authentication when source.Secret is null =>
            "No token was sent: set HF_TOKEN, or InferenceProvidersOptions.Token.",
        InferenceErrorKind.Authentication when source.AuthMode == AuthMode.Routed =>
            "Check that the Hugging Face token is valid: https://huggingface.co/settings/tokens.",
        InferenceErrorKind.Authentication when source.KeyName is { } key =>
            $"Check the key '{key}' for {source.Name}.",
        InferenceErrorKind.Authentication => $"Check the key for {source.Name}.",
        InferenceErrorKind.PermissionDenied when source.IsHub =>
            "The token needs access to the model if it is gated or private.",
        InferenceErrorKind.PermissionDenied when source.AuthMode == AuthMode.Routed =>
            "The token needs the permission 'Make calls to Inference Providers', and access to the model if it is "
                + "gated.",
        InferenceErrorKind.CreditsExhausted
            when source.AuthMode == AuthMode.Routed && status == HttpStatusCode.PaymentRequired =>
            "The credits of the account are used up: https://huggingface.co/settings/billing. A key of your own for "
                + "the provider, or BillTo, uses another account.",

        // 402 is the router's own. Anything else is the provider speaking of who pays it for routed calls.
        InferenceErrorKind.CreditsExhausted when source.AuthMode == AuthMode.Routed =>
            $"The call was billed through Hugging Face: either the credits of that account are used up "
                + $"(https://huggingface.co/settings/billing), or Hugging Face's own with {provider}. "
            + "A key of your own for the provider uses another account.",
        InferenceErrorKind.CreditsExhausted when source.AuthMode == AuthMode.Endpoint =>
            $"The credits of the account behind {source.Address?.Authority ?? source.Name} are used up.",
        InferenceErrorKind.CreditsExhausted when source.KeyName is { } key =>
            $"The credits of the account of the key '{key}' with {provider} are used up.",
        InferenceErrorKind.CreditsExhausted => $"The credits of the account with {provider} are used up.",
        InferenceErrorKind.RateLimited when retryAfter is { } wait => $"Retry after {wait.TotalSeconds:0} s.",
        InferenceErrorKind.Protocol => "Redirects are not followed, so that neither token nor prompt leaves the host.",
        _ => null,
    };
}
