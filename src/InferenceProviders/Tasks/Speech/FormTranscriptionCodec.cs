using System.Buffers;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;
using InferenceProviders.Media;
using InferenceProviders.Tasks.Pipelines;
using InferenceProviders.Transport;

namespace InferenceProviders.Tasks.Speech;

/// <summary>
/// Speech recognition in OpenAI's form: a multipart body with the file first, parameters as texts (objects as JSON) and
/// the model behind them, as the official clients send it (captures deepinfra/automatic-speech-recognition,
/// together/automatic-speech-recognition).
/// </summary>
/// <param name="path">The route, below the provider's address.</param>
/// <param name="takesUrls">Whether a URL is sent in place of the file; otherwise it is fetched first.</param>
/// <param name="streams">
/// Whether a transcript can be asked for in events (<c>stream</c>,
/// https://platform.openai.com/docs/api-reference/audio/createTranscription). A server that refuses the word is asked
/// without.
/// </param>
internal sealed class FormTranscriptionCodec(string path, bool takesUrls = false, bool streams = false)
    : TaskCodec<PipelineRequest, Transcript>(InferenceTask.AutomaticSpeechRecognition),
        IStreamingCodec<PipelineRequest, TranscriptPiece>
{
    private static readonly SearchValues<char> NotInNames = SearchValues.Create("\"\r\n\\");

    public override async Task<Transcript> RunAsync(PipelineRequest request, TaskExchange exchange)
    {
        Transcript? transcript = null;
        await foreach (var piece in ReadAsync(request, exchange, isStream: false).ConfigureAwait(false))
        {
            transcript = piece.Transcript;
        }

        return transcript!;
    }

    public IAsyncEnumerable<TranscriptPiece> StreamAsync(PipelineRequest request, TaskExchange exchange) =>
        ReadAsync(request, exchange, isStream: true);

    private async IAsyncEnumerable<TranscriptPiece> ReadAsync(
        PipelineRequest request, TaskExchange exchange, bool isStream)
    {
        var translates = request.TranslateTo is not null;
        var body = request.Fields();
        if (translates)
        {
            RequireEnglish(request.TranslateTo!, exchange);

            // What is spoken is found by the model: the route has no such parameter.
            body.Take("language");
        }

        body.Override(request.Overrides);
        var asksTimes = IsTrue(body["return_timestamps"]) && !body.Has("response_format");

        // The forms with times, and those that are texts, come as a whole only.
        var format = body["response_format"]?.ToString();
        var isText = format is "text" or "srt" or "vtt";
        var asksEvents = isStream && streams && !translates && !exchange.LeavesOutOptionalParts && !body.Has("stream")
            && !asksTimes && !isText && format is not "verbose_json";
        var form = await FormAsync(request, exchange, body).ConfigureAwait(false);
        Add(form, "model", new StringContent(exchange.Route.ProviderModel));
        if (asksTimes)
        {
            // The specification's parameter means nothing to these routes: they give the pieces of a transcript in this
            // form only (https://deepinfra.com/openai/whisper-large-v3/api).
            Add(form, "response_format", new StringContent("verbose_json"));
        }

        if (asksEvents)
        {
            Add(form, "stream", new StringContent("true"));
        }

        var opening = StreamedAnswer.OpenAsync(
            exchange, translates ? Translations(path) : path, form, asksEvents, asksEvents ? "stream" : null,
            translates && exchange.Route.Endpoint is { } endpoint
                ? exchange.Route with { Endpoint = new Uri(Translations(endpoint.AbsoluteUri)) } : null);
        await foreach (var piece in TranscriptStream.ReadAsync(opening, exchange, isText).ConfigureAwait(false))
        {
            yield return piece;
        }
    }

    /// <summary>
    /// The route beside it, which translates into English
    /// (https://platform.openai.com/docs/api-reference/audio/createTranslation,
    /// https://docs.together.ai/reference/audio-translations).
    /// </summary>
    private static string Translations(string path) =>
        path.Replace("/audio/transcriptions", "/audio/translations", StringComparison.Ordinal);

    private static void RequireEnglish(string language, TaskExchange exchange)
    {
        if (!language.StartsWith("en", StringComparison.OrdinalIgnoreCase))
        {
            throw exchange.Route.NotSupported(
                $"{exchange.Route.Name} translates speech into English only, and TextLanguage is "
                    + $"'{Primitives.Validate.Printable(language)}': leave it out, and translate the transcript.");
        }
    }

    private async Task<MultipartFormDataContent> FormAsync(
        PipelineRequest request, TaskExchange exchange, WireBody body)
    {
        var form = new MultipartFormDataContent();
        Unquote(form);
        if (takesUrls && request.Media!.Uri is { } uri)
        {
            Add(form, "file", new StringContent(uri.AbsoluteUri));
        }
        else
        {
            var audio = await exchange.UploadAsync(
                request.Media!, MediaKind.Audio, "application/octet-stream").ConfigureAwait(false);
            Add(form, "file", audio.Content, $"audio.{Extension(audio.MediaType)}");
        }

        foreach (var (name, value) in body)
        {
            if (name is "file" or "model" || name.AsSpan().ContainsAny(NotInNames))
            {
                throw new ArgumentException(
                    $"'{Primitives.Validate.Printable(name)}' cannot be a parameter of speech recognition: it has a "
                    + $"place of its own, or characters that a form cannot carry.",
                    nameof(request));
            }

            // A list under such a name is a field for each (speaches-ai/speaches#58, timestamp_granularities[]).
            foreach (var one in name.EndsWith("[]", StringComparison.Ordinal) ? Items(value) : [value])
            {
                Add(form, name, new StringContent(Text(name, one)));
            }
        }

        return form;
    }

    private static IEnumerable<object?> Items(object? value) => value switch
    {
        JsonElement { ValueKind: JsonValueKind.Array } array => array.EnumerateArray().Select(object? (item) => item),
        string or JsonElement or JsonObject or JsonValue => [value],
        System.Collections.IEnumerable list => list.Cast<object?>(),
        _ => [value],
    };

    private static bool IsTrue(object? value) =>
        value is true or JsonElement { ValueKind: JsonValueKind.True }
        || (value is JsonValue json && json.GetValueKind() == JsonValueKind.True);

    private static void Add(MultipartFormDataContent form, string name, HttpContent part, string? fileName = null)
    {
        if (fileName is null)
        {
            part.Headers.ContentType = null;
        }

        part.Headers.ContentDisposition = new ContentDispositionHeaderValue("form-data")
        {
            Name = $"\"{name}\"",
            FileName = fileName is null ? null : $"\"{fileName}\"",
        };
        form.Add(part);
    }

    /// <summary>Some servers take the quotation marks that .NET puts around the boundary for a part of it.</summary>
    private static void Unquote(MultipartFormDataContent form)
    {
        var boundary = form.Headers.ContentType!.Parameters.First(parameter => parameter.Name == "boundary");
        boundary.Value = boundary.Value!.Trim('"');
    }

    private static string Text(string name, object? value)
    {
        if (value is string text)
        {
            return text;
        }

        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            JsonValueWriter.Write(writer, value, name);
        }

        var reader = new Utf8JsonReader(buffer.WrittenSpan);
        reader.Read();
        return reader.TokenType == JsonTokenType.String
            ? reader.GetString()!
            : System.Text.Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    /// <summary>
    /// Servers go by the file name's extension. What it is not known is called WAV, as the official clients do.
    /// </summary>
    private static string Extension(string? mediaType) => mediaType?.Split(';')[0].Trim().ToLowerInvariant() switch
    {
        "audio/mpeg" or "audio/mp3" => "mp3",
        "audio/flac" or "audio/x-flac" => "flac",
        "audio/ogg" or "audio/opus" or "application/ogg" => "ogg",
        "audio/webm" or "video/webm" => "webm",
        "audio/mp4" or "audio/m4a" or "audio/x-m4a" => "m4a",
        "video/mp4" => "mp4",

        // Servers refuse the name aac, and read the file under this one (openclaw/openclaw#61094).
        "audio/aac" or "audio/aacp" or "audio/x-aac" => "m4a",
        _ => "wav",
    };
}
