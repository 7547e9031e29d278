using System.Text.Json;
using Microsoft.Extensions.AI;
using ModelContextProtocol.Protocol;

namespace InferenceProviders.Mcp.Calls;

/// <summary>
/// Turns the result of a call into contents, within the limits of size: text, embedded text and errors as text, images,
/// audio and other bytes as data, links as URIs. Structured content is text too, unless the text says the same already,
/// and is kept as JSON beside it.
/// </summary>
internal sealed class ResultReader(McpToolsOptions options, IReadOnlyList<string>? secrets = null)
{
    /// <summary>Where the structured content is, in the additional properties of the result.</summary>
    public const string StructuredContentKey = "structuredContent";

    private readonly List<AIContent> _outputs = [];
    private int _characters = options.MaxResultCharacters;
    private long _bytes = options.MaxResultMediaBytes;

    /// <summary>Whether anything was left out.</summary>
    public bool WasCut { get; private set; }

    public ToolOutcome Read(CallToolResult result)
    {
        var failed = result.IsError is true;
        foreach (var block in result.Content)
        {
            Add(block, failed);
        }

        AdditionalPropertiesDictionary? properties = null;
        if (result.StructuredContent is { ValueKind: not (JsonValueKind.Undefined or JsonValueKind.Null) } structured)
        {
            var json = structured.GetRawText();
            if (!result.Content.Any(block => block is TextContentBlock { Text: var text } && IsSame(text, structured)))
            {
                AddText(json, failed);
            }

            if (json.Length <= options.MaxResultCharacters)
            {
                properties = new() { [StructuredContentKey] = structured };
            }
        }

        if (failed && !_outputs.Exists(static output => output is ErrorContent))
        {
            _outputs.Insert(
                0, ToolOutcome.Error(McpErrorKind.ToolError, "The tool reported an error without saying which."));
        }

        return ToolOutcome.Done(result, _outputs, properties);
    }

    private void Add(ContentBlock block, bool failed)
    {
        switch (block)
        {
            case TextContentBlock { Text: var text }:
                AddText(text, failed);
                break;

            case ImageContentBlock image:
                AddData(() => image.DecodedData, image.Data.Length, image.MimeType, name: null);
                break;

            case AudioContentBlock audio:
                AddData(() => audio.DecodedData, audio.Data.Length, audio.MimeType, name: null);
                break;

            case EmbeddedResourceBlock { Resource: TextResourceContents { Text: var text } }:
                AddText(text, failed);
                break;

            case EmbeddedResourceBlock { Resource: BlobResourceContents blob }:
                AddData(() => blob.DecodedData, blob.Blob.Length, blob.MimeType, blob.Uri);
                break;

            case ResourceLinkBlock link:
                AddLink(link);
                break;

            default:
                _outputs.Add(new TextContent($"[content of type '{block.Type}', which cannot be shown here]"));
                break;
        }
    }

    private void AddText(string text, bool failed)
    {
        // What the server knows of the caller is for the server: the model's provider must not read it in a result.
        foreach (var secret in secrets ?? [])
        {
            text = text.Replace(secret, "[redacted]", StringComparison.Ordinal);
        }

        if (text.Length > _characters)
        {
            WasCut = true;
            var length = _characters > 0 && char.IsHighSurrogate(text[_characters - 1]) ? _characters - 1 : _characters;
            text = $"{text.AsSpan(0, length)}\n[cut: {length:N0} of {text.Length:N0} characters are shown]";
            _characters = 0;
        }
        else
        {
            _characters -= text.Length;
        }

        _outputs.Add(failed ? ToolOutcome.Error(McpErrorKind.ToolError, text) : new TextContent(text));
    }

    private void AddData(Func<ReadOnlyMemory<byte>> decode, int encodedLength, string? mediaType, string? name)
    {
        var size = (long)encodedLength / 4 * 3;
        if (size > _bytes)
        {
            WasCut = true;
            _outputs.Add(
                new TextContent(
                    $"[left out: {mediaType ?? "data"} of about {size:N0} bytes, more than the limit of "
                    + $"{options.MaxResultMediaBytes:N0}]"));
            return;
        }

        try
        {
            var data = decode();
            _bytes -= data.Length;
            _outputs.Add(new DataContent(data, IsMediaType(mediaType) ? mediaType! : "application/octet-stream")
            {
                Name = name,
            });
        }
        catch (FormatException)
        {
            _outputs.Add(
                ToolOutcome.Error(
                    McpErrorKind.ToolError, $"A part of the result ({mediaType ?? "data"}) is not valid Base64."));
        }
    }

    private void AddLink(ResourceLinkBlock link)
    {
        var title = link.Title ?? link.Name;
        if (Uri.TryCreate(link.Uri, UriKind.Absolute, out var uri) && IsMediaType(link.MimeType)
            && link.Uri.Length <= _characters)
        {
            _characters -= link.Uri.Length;
            _outputs.Add(new UriContent(uri, link.MimeType!)
            {
                AdditionalProperties = new() { ["name"] = title, ["description"] = link.Description },
            });
        }
        else
        {
            AddText(
                string.Join(
                    ' ', new[] { title, link.Uri, link.Description }.Where(static part => !string.IsNullOrEmpty(part))),
                    failed: false);
        }
    }

    private static bool IsMediaType(string? text) =>
        System.Net.Http.Headers.MediaTypeHeaderValue.TryParse(text, out var type) && type.MediaType == text;

    private static bool IsSame(string text, JsonElement structured)
    {
        try
        {
            using var parsed = JsonDocument.Parse(text);
            return JsonElement.DeepEquals(parsed.RootElement, structured);
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
