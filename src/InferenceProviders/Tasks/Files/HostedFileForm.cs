using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using InferenceProviders.Transport;

namespace InferenceProviders.Tasks.Files;

/// <summary>
/// The body of an upload: the fields first, so that a server knows what the file is for before it comes, and the file
/// as it is read. Nothing of it is kept in memory.
/// </summary>
internal static class HostedFileForm
{
    public static MultipartFormDataContent Create(
        Stream file, string name, string? mediaType, IEnumerable<KeyValuePair<string, object?>> fields)
    {
        var form = new MultipartFormDataContent { HeaderEncodingSelector = static (_, _) => Encoding.UTF8 };
        var boundary = form.Headers.ContentType!.Parameters.First(parameter => parameter.Name == "boundary");

        // Some servers take the quotation marks for a part of it.
        boundary.Value = boundary.Value!.Trim('"');
        foreach (var (field, value) in fields.SelectMany(pair => Flat(pair.Key, pair.Value)))
        {
            var part = new StringContent(value);
            part.Headers.ContentType = null;
            Add(form, part, $"form-data; name={Quoted(field)}");
        }

        var content = new Borrowed(file);
        content.Headers.TryAddWithoutValidation("Content-Type", mediaType ?? "application/octet-stream");
        Add(form, content, $"form-data; name=\"file\"; filename={Quoted(name)}");
        return form;
    }

    private static void Add(MultipartFormDataContent form, HttpContent part, string disposition)
    {
        part.Headers.TryAddWithoutValidation("Content-Disposition", disposition);
        form.Add(part);
    }

    /// <summary>
    /// As browsers write names (WHATWG HTML, "multipart form data"): UTF-8, three characters escaped.
    /// </summary>
    private static string Quoted(string name) =>
        $"\"{name.Replace("\"", "%22", StringComparison.Ordinal).Replace("\r", "%0D", StringComparison.Ordinal)
            .Replace("\n", "%0A", StringComparison.Ordinal)}\"";

    /// <summary>Objects as a form has them: <c>expires_after[seconds]</c>.</summary>
    private static IEnumerable<(string Name, string Value)> Flat(string name, object? value)
    {
        var node = value switch
        {
            null => null,
            JsonNode json => json,
            JsonElement element => JsonNode.Parse(element.GetRawText()),
            _ => Node(name, value),
        };
        return node switch
        {
            null => [],
            JsonObject fields => fields.SelectMany(field => Flat($"{name}[{field.Key}]", field.Value)),
            JsonArray items => items.SelectMany(item => Flat($"{name}[]", item)),
            _ => [(name, node.GetValueKind() == JsonValueKind.String ? node.GetValue<string>() : node.ToJsonString())],
        };
    }

    private static JsonNode? Node(string name, object value)
    {
        var buffer = new System.Buffers.ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            JsonValueWriter.Write(writer, value, name);
        }

        return JsonNode.Parse(buffer.WrittenSpan);
    }

    /// <summary>The caller's stream, which stays the caller's to close. It is read once.</summary>
    private sealed class Borrowed(Stream file) : HttpContent
    {
        private readonly long? _length = file.CanSeek ? Math.Max(0, file.Length - file.Position) : null;

        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
            file.CopyToAsync(stream);

        protected override Task SerializeToStreamAsync(
            Stream stream, TransportContext? context, CancellationToken cancellationToken) =>
            file.CopyToAsync(stream, cancellationToken);

        protected override bool TryComputeLength(out long length)
        {
            length = _length.GetValueOrDefault();
            return _length is not null;
        }
    }
}
