using System.Text;
using System.Text.Json;
using InferenceProviders.Primitives;

namespace InferenceProviders;

/// <summary>A provider's answer as it was received; the <c>RawRepresentation</c> of this library's responses.</summary>
public sealed class RawJson
{
    private readonly ReadOnlyMemory<byte> _utf8;
    private readonly Func<ReadOnlyMemory<byte>>? _restore;
    private JsonElement? _root;

    internal RawJson(ReadOnlyMemory<byte> utf8) => _utf8 = utf8;

    /// <summary>JSON that takes much memory, and that few look at.</summary>
    internal RawJson(Func<ReadOnlyMemory<byte>> restore) => _restore = restore;

    /// <summary>
    /// The bytes as received, after decompression. Files in base64 are kept as bytes, and are encoded anew where this
    /// is read: read it once.
    /// </summary>
    public ReadOnlyMemory<byte> Utf8 => _restore?.Invoke() ?? _utf8;

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
