using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using InferenceProviders.Errors;
using InferenceProviders.Routing;
using InferenceProviders.Shared;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Tasks.Responses;

/// <summary>
/// The exception for a response of the status <c>failed</c>. <c>responses.js</c> answers every failure of its upstream
/// with HTTP 200, the code <c>server_error</c>, and a message that begins with the upstream's status, if there was one:
/// <c>429 Rate limit exceeded</c>, <c>401 "Invalid username or password."</c>, <c>502 &lt;html&gt;…</c>.
/// </summary>
internal static class ResponseFailure
{
    private const int StatusLength = 3;

    public static InferenceException Create(
        JsonElement response, Route route, ResponseInfo info, string? partialText, UsageDetails? usage,
        IEnumerable<string> secrets)
    {
        var error = response.TryGetProperty("error", out var value) ? value : default;
        var body = error.ValueKind == JsonValueKind.String
            ? new ErrorBody(error.GetString(), null, null, null)
            : ErrorBody.Parse(error.ValueKind == JsonValueKind.Object ? error : response);
        var status = StatusOf(body.Message, out var words);
        foreach (var secret in secrets)
        {
            words = words is null ? null : Redactor.Redact(words, secret);
        }

        var failure = ErrorFactory.Create(
            status, body with { Message = words, Code = CodeOf(body.Name, status, words) }, route.Source, info);
        return new InferenceException(failure.Kind, failure.Message)
        {
            Provider = failure.Provider,
            Model = failure.Model,
            StatusCode = failure.StatusCode,
            Code = body.Name is { } code ? Redactor.Redact(code, route.Authorization?.Parameter) : null,
            ProviderWords = failure.ProviderWords,
            RequestId = failure.RequestId,
            PartialText = partialText,
            Usage = usage,
        };
    }

    private static HttpStatusCode? StatusOf(string? message, out string? words)
    {
        words = message;
        if (message is null)
        {
            return null;
        }

        if (message is "Unauthorized")
        {
            return HttpStatusCode.Unauthorized;
        }

        if (message.Length <= StatusLength || message[StatusLength] != ' '
            || !int.TryParse(
                message.AsSpan(0, StatusLength), NumberStyles.None, CultureInfo.InvariantCulture, out var status)
                || status is < 400 or > 599)
        {
            return null;
        }

        // What follows is the upstream's message, or its JSON or page as it was.
        words = ErrorBody.Parse(Encoding.UTF8.GetBytes(message[(StatusLength + 1)..])).Message ?? message;
        return (HttpStatusCode)status;
    }

    /// <summary>
    /// With a status in the message, the code says nothing: it is the same for every failure. It says the wrong thing
    /// where the request was at fault: an approval without its request, an option that is not implemented.
    /// </summary>
    private static string? CodeOf(string? code, HttpStatusCode? status, string? message) =>
        code != "server_error" ? code
        : message?.StartsWith("MCP approval request", StringComparison.Ordinal) is true ? "invalid_request"
        : status is not null || message?.StartsWith("Not implemented", StringComparison.Ordinal) is true ? null
        : code;
}
