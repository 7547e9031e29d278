using System.Text;
using System.Text.Json;
using InferenceProviders.Primitives;

namespace InferenceProviders;

/// <summary>A provider's answer as it was received; the <c>RawRepresentation</c> of this library's responses.</summary>
public sealed class RawJson
{
    private JsonElement? _root;

    internal RawJson(ReadOnlyMemory<byte> utf8) => Utf8 = utf8;

    /// <summary>The bytes as received, after decompression.</summary>
    public ReadOnlyMemory<byte> Utf8 { get; }

    /// <summary>The parsed document. Parsed at the first use, then kept.</summary>
    /// <exception cref="JsonException">What was received is not JSON.</exception>
    public JsonElement Root
    {
        get
        {
            if (_root is not { } root)
            {
                _root = root = JsonText.Parse(Utf8.Span);
            }

            return root;
        }
    }

    /// <summary>The JSON text.</summary>
    public override string ToString() => Encoding.UTF8.GetString(Utf8.Span);
}
