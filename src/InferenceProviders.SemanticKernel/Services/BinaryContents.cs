using Microsoft.SemanticKernel;

namespace InferenceProviders.SemanticKernel.Services;

/// <summary>From Semantic Kernel's contents to an input.</summary>
internal static class BinaryContents
{
    public static InferenceMedia ToMedia(BinaryContent content, string argument)
    {
        ArgumentNullException.ThrowIfNull(content, argument);
        return content.Data is { IsEmpty: false } bytes ? InferenceMedia.FromBytes(bytes, content.MimeType)
            : content.Uri is { } uri ? InferenceMedia.FromUri(uri, content.MimeType)
            : throw new ArgumentException("The content has neither data nor a URI.", argument);
    }
}
