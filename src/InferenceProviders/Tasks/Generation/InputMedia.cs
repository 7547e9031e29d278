using System.Text.Json;
using InferenceProviders.Media;
using InferenceProviders.Primitives;
using InferenceProviders.Transport;

namespace InferenceProviders.Tasks.Generation;

/// <summary>How a provider wants a file inside JSON.</summary>
internal enum InputForm
{
    /// <summary><c>data:image/png;base64,…</c></summary>
    DataUrl,

    /// <summary>Base64 alone.</summary>
    Base64,
}

/// <summary>
/// A caller's file on its way into a JSON body: a URL as it is, or bytes, encoded straight into the body.
/// </summary>
internal sealed class InputMedia : IJsonWritable
{
    private readonly Uri? _uri;
    private readonly ReadOnlyMemory<byte> _bytes;
    private readonly string _prefix = "";

    public InputMedia(Uri uri) => _uri = uri;

    public InputMedia(MediaBytes media, InputForm form, string fallbackType)
    {
        _bytes = media.Bytes;
        _prefix = form == InputForm.DataUrl ? $"data:{media.MediaType ?? fallbackType};base64," : "";
    }

    public void WriteTo(Utf8JsonWriter writer)
    {
        if (_uri is not null)
        {
            writer.WriteStringValue(_uri.AbsoluteUri);
            return;
        }

        writer.WriteBase64Value(_bytes, _prefix);
    }
}
