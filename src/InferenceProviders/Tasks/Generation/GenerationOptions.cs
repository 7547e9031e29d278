using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Tasks.Generation;

/// <summary>What the image and the video adapter check alike.</summary>
internal static class GenerationOptions
{
    /// <summary>The originals as media, checked to be images.</summary>
    public static IReadOnlyList<InferenceMedia> Originals(IEnumerable<AIContent>? contents, string argument)
    {
        var originals = new List<InferenceMedia>();
        foreach (var content in contents ?? [])
        {
            var media = InferenceMedia.FromContent(content
                ?? throw new ArgumentException("One of the original images is null.", argument));
            if (media.MediaType is { } type && !type.StartsWith("image/", StringComparison.OrdinalIgnoreCase))
            {
                throw new ArgumentException(
                    $"Each original must be an image; one of them is '{Primitives.Validate.Printable(type)}'.",
                    argument);
            }

            originals.Add(media);
        }

        return originals;
    }

    /// <summary>A prompt, which only a request with originals can do without.</summary>
    public static string? Prompt(string? prompt, bool isRequired, string argument) =>
        !string.IsNullOrWhiteSpace(prompt) ? prompt
        : isRequired ? throw new ArgumentException("The prompt is empty: describe what to generate.", argument)
        : null;

    /// <summary>A file type of the kind that the task makes.</summary>
    public static string? MediaType(string? mediaType, string topLevel, string argument) =>
        mediaType is null
            || (mediaType.StartsWith(topLevel + '/', StringComparison.OrdinalIgnoreCase)
            && mediaType.Length > topLevel.Length + 1)
            ? mediaType?.ToLowerInvariant()
            : throw new ArgumentException(
                $"'{Primitives.Validate.Printable(mediaType)}' is not the media type of {(topLevel == "image" ? "an "
                + $"image" : "a video")}.",
                argument);

    public static PixelSize? Size(System.Drawing.Size? size, string argument) =>
        size is not { } pixels ? null
        : pixels is { Width: > 0, Height: > 0 } ? new PixelSize(pixels.Width, pixels.Height)
        : throw new ArgumentOutOfRangeException(argument, size, "The width and the height must be greater than zero.");

    public static int? Count(int? count, string argument) =>
        count is <= 0
            ? throw new ArgumentOutOfRangeException(argument, count, "Count must be greater than zero.")
            : count;

    /// <summary>What a raw-representation factory gave.</summary>
    public static JsonObject? Overrides(object? raw, string argument) => raw switch
    {
        null => null,
        JsonObject values => values,
        _ => throw new ArgumentException(
            $"RawRepresentationFactory must return a JsonObject, whose fields go into the request's body, or null; it "
            + $"returned {raw.GetType().Name}.",
            argument),
    };
}
