using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Microsoft.SemanticKernel;

public abstract class KernelContent
{
    protected KernelContent()
    {
    }

    protected KernelContent(object? innerContent, string? modelId = null, IReadOnlyDictionary<string, object?>? metadata = null) =>
        (InnerContent, ModelId, Metadata) = (innerContent, modelId, metadata);

    public string? MimeType { get; set; }

    public object? InnerContent { get; set; }

    public string? ModelId { get; set; }

    public IReadOnlyDictionary<string, object?>? Metadata { get; set; }
}

public abstract class StreamingKernelContent
{
    public IReadOnlyDictionary<string, object?>? Metadata { get; set; }
}

public sealed class TextContent : KernelContent
{
    public TextContent(
        string? text, string? modelId = null, object? innerContent = null, Encoding? encoding = null, IReadOnlyDictionary<string, object?>? metadata = null)
        : base(innerContent, modelId, metadata) => (Text, Encoding) = (text, encoding ?? Encoding.UTF8);

    public string? Text { get; set; }

    public Encoding Encoding { get; set; }
}

[Experimental("SKEXP0001")]
public class BinaryContent : KernelContent
{
    private ReadOnlyMemory<byte>? _data;
    private Uri? _uri;

    public BinaryContent(Uri uri) => Uri = uri;

    public BinaryContent(string dataUri)
    {
        var content = new Extensions.AI.DataContent(dataUri);
        (MimeType, _data) = (content.MediaType, content.Data);
    }

    public BinaryContent(ReadOnlyMemory<byte> data, string? mimeType)
    {
        if (data.IsEmpty)
        {
            throw new ArgumentException("Data cannot be empty", nameof(data));
        }

        (MimeType, _data) = (mimeType, data);
    }

    public Uri? Uri
    {
        get => _uri;
        set => _uri = value?.Scheme == "data" ? throw new InvalidOperationException("For DataUri contents, use DataUri property.") : value;
    }

    public ReadOnlyMemory<byte>? Data
    {
        get => _data;
        set => _data = value;
    }
}

public class ImageContent : BinaryContent
{
    public ImageContent(Uri uri)
        : base(uri)
    {
    }

    public ImageContent(string dataUri)
        : base(dataUri)
    {
    }

    public ImageContent(ReadOnlyMemory<byte> data, string? mimeType)
        : base(data, mimeType)
    {
    }
}

[Experimental("SKEXP0001")]
public class AudioContent : BinaryContent
{
    public AudioContent(Uri uri)
        : base(uri)
    {
    }

    public AudioContent(string dataUri)
        : base(dataUri)
    {
    }

    public AudioContent(ReadOnlyMemory<byte> data, string? mimeType)
        : base(data, mimeType)
    {
    }
}
