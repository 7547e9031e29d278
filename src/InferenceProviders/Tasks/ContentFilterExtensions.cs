using System.Text.Json;
using Microsoft.Extensions.AI;

namespace InferenceProviders;

/// <summary>Tells which results a provider's content filter has flagged.</summary>
public static class ContentFilterExtensions
{
    /// <summary>
    /// The key in <see cref="AIContent.AdditionalProperties"/> of a result that a filter has flagged.
    /// </summary>
    internal const string Key = "inference_providers.content_filtered";

    /// <summary>
    /// Whether the provider said that its content filter had flagged this result. Some providers then give a black
    /// picture in the result's place; others give the picture itself. A request that was refused as a whole fails with
    /// <see cref="InferenceErrorKind.ContentFiltered"/> instead.
    /// </summary>
    /// <param name="content">A result of an image or video generator.</param>
    /// <returns>
    /// <see langword="true"/> when the provider said so; <see langword="false"/> when it did not, or did not say.
    /// </returns>
    /// <exception cref="ArgumentNullException"><paramref name="content"/> is null.</exception>
    public static bool IsContentFiltered(this AIContent content)
    {
        ArgumentNullException.ThrowIfNull(content);
        return content.AdditionalProperties is { } properties && properties.TryGetValue(Key, out var value)
            && value is true or JsonElement { ValueKind: JsonValueKind.True };
    }
}
