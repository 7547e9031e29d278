using System.Text.Json;
using InferenceProviders.Errors;
using InferenceProviders.Media;
using InferenceProviders.Primitives;
using InferenceProviders.Routing;
using InferenceProviders.Shared;

namespace InferenceProviders.Tasks;

/// <summary>What a provider answered to one request, read to its end and within the limits.</summary>
internal sealed class ProviderAnswer(
    ReadOnlyMemory<byte> body, string? mediaType, Uri uri, ResponseInfo info, Route route)
{
    private readonly InlineFiles? _files;
    private readonly InlineFileJson? _cut;
    private JsonElement? _json;

    /// <summary>An answer out of which files in base64 were taken while it arrived.</summary>
    public ProviderAnswer(
        InlineFileJson json, InlineFiles files, string? mediaType, Uri uri, ResponseInfo info, Route route)
        : this(json.Utf8, mediaType, uri, info, route) => (_cut, _files) = (json.Cuts.Count > 0 ? json : null, files);

    /// <summary>
    /// The body; where files were taken out of it, with names in their places, which <see cref="Decode"/> knows.
    /// </summary>
    public ReadOnlyMemory<byte> Body { get; } = body;

    /// <summary>The body as it was received, for those who see all of it.</summary>
    public RawJson Raw => _cut is { } cut ? new RawJson(cut.Restore) : new RawJson(Body);

    /// <summary>The media type without parameters, in lower case; null when the answer had none.</summary>
    public string? MediaType { get; } = mediaType;

    /// <summary>The URL that was asked.</summary>
    public Uri Uri { get; } = uri;

    public ResponseInfo Info { get; } = info;

    /// <summary>The body as JSON.</summary>
    /// <exception cref="InferenceException">
    /// It is something else (<see cref="InferenceErrorKind.Protocol"/>).
    /// </exception>
    public JsonElement Json => _json ??= Parse();

    /// <summary>A file in the JSON: as base64, with or without <c>data:…;base64,</c> before it.</summary>
    /// <returns>Null when the text is not base64, or declares another kind of media.</returns>
    public MediaBytes? Decode(string text, MediaKind kind) => DataUrl.Decode(text, kind, _files);

    /// <summary>
    /// The error for a body that is not the answer that the task gives. Providers put errors into successful responses
    /// too: then it is that one, with the provider's own words.
    /// </summary>
    /// <param name="what">What is missing, behind "without".</param>
    /// <param name="instead">What came in its place, with its article; null to say it where it is text.</param>
    public InferenceException NotAResult(string what, string? instead = null)
    {
        if (TryParse() is not { ValueKind: JsonValueKind.Object } json)
        {
            return Malformed(what, instead
                ?? (MediaTypeDetector.IsText(Body.Span) ? MediaTypeDetector.DescribeText(Body.Span) : null));
        }

        var body = ErrorBody.Parse(json);
        return HasError(json) && (body.Message ?? body.Code) is not null ? Failed(body)
            : ContentFlags.Any(json)
                ? Failed(
                    body with { Message = body.Message ?? "the content filter flagged the result" },
                    InferenceErrorKind.ContentFiltered)
            : Malformed(what, instead);
    }

    /// <summary>The same answer with what is known of its body, where that was read while it arrived.</summary>
    public ProviderAnswer With(ReadOnlyMemory<byte> known) => new(known, MediaType, Uri, Info, route);

    /// <summary>The error for an answer from which what the caller wants cannot be retrieved.</summary>
    public InferenceException NotSupported(string what) =>
        route.Error(
            InferenceErrorKind.NotSupported, $"{route.Model} at {Info.Provider ?? route.Name} {what}", info: Info);

    /// <summary>The error for a job that the provider had accepted, and that failed.</summary>
    public InferenceException JobFailed(in ErrorBody body)
    {
        var isOutage = true;
        var kind = body.Code is { } code && route.Provider.ErrorCodes?.TryGetValue(code, out var own) == true
            ? own
            : ErrorClassifier.ClassifyJob(body, out isOutage);
        return Failed(body, kind, saysNothingOfHealth: !isOutage);
    }

    /// <summary>The error that a provider put into a successful response.</summary>
    private InferenceException Failed(
        in ErrorBody body, InferenceErrorKind? known = null, bool saysNothingOfHealth = false)
    {
        var provider = Info.Provider ?? route.Name;
        var kind = known ?? ErrorFactory.KindOf(status: null, body, route.Source);
        var words = (body.Message ?? body.Code) is { } said
            ? Redactor.Redact(said, route.Authorization?.Parameter)
            : null;
        var wait = body.Wait?.From(TimeProvider.System.GetUtcNow());
        var advice = ErrorFactory.Advice(kind, status: null, route.Source, provider, wait);
        var message =
            $"{provider} could not do '{route.Task}' with {route.Model}{(words is null ? "." : $": {words}")}";
        return new(kind, advice is null ? message
            : $"{message}{(message[^1] is '.' or '!' or '?' ? "" : ".")} {advice}")
        {
            Provider = provider,
            Model = route.Model,
            Code = (body.Code ?? body.Type) is { } code ? Redactor.Redact(code, route.Authorization?.Parameter) : null,
            RequestId = Info.RequestId,
            ProviderWords = words,
            RetryAfter = wait,
            SaysNothingOfHealth = saysNothingOfHealth,
        };
    }

    /// <summary>
    /// Whether an answer says that it is an error, in any of the ways of its own that providers have.
    /// </summary>
    private static bool HasError(JsonElement json) =>
        json.At("error") is { ValueKind: JsonValueKind.String or JsonValueKind.Object or JsonValueKind.Array }
        || json.At("errors") is { ValueKind: JsonValueKind.Array } errors && errors.GetArrayLength() > 0
        || json.At("detail") is { ValueKind: JsonValueKind.String or JsonValueKind.Array }
        || json.At("success").ValueKind == JsonValueKind.False
        || json.Number("base_resp", "status_code") is not (null or 0)
        || (json.Text("code") is { } code && code is not ("0" or "200") && json.Text("message") is not null);

    private InferenceException Malformed(string what, string? instead)
    {
        var shown = instead is null ? null : Redactor.Redact(instead, route.Authorization?.Parameter);
        return new(
            InferenceErrorKind.Protocol,
            $"{Info.Provider ?? route.Name} answered '{route.Task}' for {route.Model} without "
            + $"{what}{(shown is null ? "" : $"; what came was {shown}")}.")
        {
            Provider = Info.Provider ?? route.Name,
            Model = route.Model,
            RequestId = Info.RequestId,
            ProviderWords = shown,
        };
    }

    private JsonElement? TryParse()
    {
        try
        {
            return _json ??= JsonText.Parse(Body.Span);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private JsonElement Parse()
    {
        try
        {
            return JsonText.Parse(Body.Span);
        }
        catch (JsonException exception)
        {
            // Of JSON that broke off only the fact is told: the rest is an answer.
            var isForeign = MediaTypeDetector.IsText(Body.Span)
                && JsonText.Start(Body.Span) is not [(byte)'{' or (byte)'[' or (byte)'"', ..];
            var shown = isForeign
                ? Redactor.Redact(MediaTypeDetector.DescribeText(Body.Span), route.Authorization?.Parameter)
                : null;
            throw new InferenceException(
                InferenceErrorKind.Protocol,
                $"{Info.Provider ?? route.Name} answered '{route.Task}' for {route.Model} with something that is not "
                    + $"JSON{(shown is null ? "" : $": {shown}")}.",
                exception)
            {
                Provider = Info.Provider ?? route.Name,
                Model = route.Model,
                RequestId = Info.RequestId,
                ProviderWords = shown,
            };
        }
    }
}
