using System.Text.Json;
using InferenceProviders.Errors;
using InferenceProviders.Primitives;
using InferenceProviders.Routing;
using InferenceProviders.Shared;

namespace InferenceProviders.Tasks;

/// <summary>What a provider answered to one request, read to its end and within the limits.</summary>
internal sealed class ProviderAnswer(ReadOnlyMemory<byte> body, string? mediaType, Uri uri, ResponseInfo info, Route route)
{
    private JsonElement? _json;

    public ReadOnlyMemory<byte> Body { get; } = body;

    /// <summary>The media type without parameters, in lower case; null when the answer had none.</summary>
    public string? MediaType { get; } = mediaType;

    /// <summary>The URL that was asked.</summary>
    public Uri Uri { get; } = uri;

    public ResponseInfo Info { get; } = info;

    /// <summary>The body as JSON.</summary>
    /// <exception cref="InferenceException">It is something else (<see cref="InferenceErrorKind.Protocol"/>).</exception>
    public JsonElement Json => _json ??= Parse();

    /// <summary>The error for a body that is JSON but not the answer that the task gives.</summary>
    public InferenceException NotAResult(string what) =>
        route.Error(InferenceErrorKind.Protocol, $"{Info.Provider ?? route.Name} answered '{route.Task}' for {route.Model} without {what}.", info: Info);

    /// <summary>The error for an answer from which what the caller wants cannot be had.</summary>
    public InferenceException NotSupported(string what) =>
        route.Error(InferenceErrorKind.NotSupported, $"{route.Model} at {Info.Provider ?? route.Name} {what}", info: Info);

    /// <summary>The error for a body that is not the answer that the task gives, with the provider's own words when it is an error.</summary>
    public InferenceException NoResult(string what)
    {
        var words = Json.At("error") is { ValueKind: not JsonValueKind.Undefined and not JsonValueKind.Null } ? Json.ErrorWords() : null;
        return words is null ? NotAResult(what) : Failed(words, ErrorClassifier.Classify(status: null, new ErrorBody(words, null, null, null)));
    }

    /// <summary>The error that a provider put into a successful response.</summary>
    public InferenceException Failed(string? message, InferenceErrorKind kind = InferenceErrorKind.ProviderUnavailable) =>
        new(kind, $"{Info.Provider ?? route.Name} could not do '{route.Task}' with {route.Model}{(message is null ? "." : $": {Redactor.Redact(message, route.Authorization?.Parameter)}")}")
        {
            Provider = Info.Provider ?? route.Name,
            Model = route.Model,
            RequestId = Info.RequestId,
            ProviderWords = message is null ? null : Redactor.Redact(message, route.Authorization?.Parameter),
        };

    private JsonElement Parse()
    {
        try
        {
            return JsonText.Parse(Body.Span);
        }
        catch (JsonException exception)
        {
            throw route.Error(
                InferenceErrorKind.Protocol,
                $"{Info.Provider ?? route.Name} answered '{route.Task}' for {route.Model} with something that is not JSON.",
                exception,
                info: Info);
        }
    }
}
