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
internal sealed class FormTranscriptionCodec(string path, bool takesUrls = false)
    : TaskCodec<PipelineRequest, Transcript>(InferenceTask.AutomaticSpeechRecognition)
{
    private static readonly SearchValues<char> NotInNames = SearchValues.Create("\"\r\n\\");

    public override async Task<Transcript> RunAsync(PipelineRequest request, TaskExchange exchange)
    {
        var form = new MultipartFormDataContent();
        Unquote(form);
        if (takesUrls && request.Media!.Uri is { } uri)
        {
            Add(form, "file", new StringContent(uri.AbsoluteUri));
        }
        else
        {
            var media = await exchange.ReadAsync(request.Media!, MediaKind.Audio).ConfigureAwait(false);
            Add(form, "file", MediaContent.Create(media, "application/octet-stream"),
                $"audio.{Extension(media.MediaType)}");
        }

        var body = request.Body();
        body.Override(request.Overrides);
        var asksTimes = IsTrue(body["return_timestamps"]) && !body.Has("response_format");
        foreach (var (name, value) in body)
        {
            if (name is "file" or "model" || name.AsSpan().ContainsAny(NotInNames))
            {
                throw new ArgumentException(
                    $"'{Primitives.Validate.Printable(name)}' cannot be a parameter of speech recognition: it has a "
                    + $"place of its own, or characters that a form cannot carry.",
                    nameof(request));
            }

            Add(form, name, new StringContent(Text(name, value)));
        }

        Add(form, "model", new StringContent(exchange.Route.ProviderModel));
        if (asksTimes)
        {
            // The specification's parameter means nothing to these routes: they give the pieces of a transcript in this
            // form only (https://deepinfra.com/openai/whisper-large-v3/api).
            Add(form, "response_format", new StringContent("verbose_json"));
        }

        return await Transcript.ReadAsync(
            await exchange.PostAsync(path, form).ConfigureAwait(false), exchange).ConfigureAwait(false);
    }

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
        "audio/aac" => "aac",
        _ => "wav",
    };
}
