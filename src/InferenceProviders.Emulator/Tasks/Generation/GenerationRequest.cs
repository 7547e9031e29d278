using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using InferenceProviders.Emulator.Codecs;
using InferenceProviders.Emulator.Models.Media;
using InferenceProviders.Emulator.Wire;

namespace InferenceProviders.Emulator.Tasks.Generation;

/// <summary>
/// What a request wants to have made, read from the fields in which the provider has it, and checked.
/// </summary>
internal sealed record GenerationRequest
{
    private const int Smallest = 16;
    private const int LargestImage = 2048;
    private const int LargestVideo = 1920;
    private const int LongestVideo = 15 * VideoRenderer.FramesPerSecond;

    private string Prompt { get; init; } = "";

    private (int Width, int Height) Size { get; init; }

    private int Count { get; init; }

    private long Seed { get; init; }

    private int Frames { get; init; }

    /// <summary>Reads a request.</summary>
    /// <param name="task">The task; it says what is required, and what is made.</param>
    /// <param name="fields">The object with the parameters.</param>
    /// <param name="prompt">The prompt, where it is not <c>prompt</c> in there.</param>
    /// <param name="images">The fields that may have an image: the first one that is there counts.</param>
    public static GenerationRequest Read(
        string task, JsonObject fields, string? prompt = null, params IReadOnlyList<string> images)
    {
        var isVideo = task.EndsWith("video", StringComparison.Ordinal);
        prompt ??= fields.Text("prompt");
        var original = Original(fields, images);
        if (string.IsNullOrWhiteSpace(prompt) && !task.StartsWith("image-to-", StringComparison.Ordinal))
        {
            throw FieldReader.Missing("prompt");
        }

        if (original is null && task.StartsWith("image-to-", StringComparison.Ordinal))
        {
            throw FieldReader.Missing(images.Count > 0 ? images[0] : "image");
        }

        Check(fields, isVideo);
        return new GenerationRequest
        {
            Prompt = prompt ?? "",
            Size = SizeOf(fields, isVideo)
                ?? (original is { Width: >= Smallest, Height: >= Smallest } known && !isVideo
                ? (Even(known.Width), Even(known.Height))
                : isVideo
                ? (320, 192)
                : (256, 256)),
            Count = fields.Integer("n", 1, 8) ?? fields.Integer("num_images", 1, 8)
                ?? fields.Integer("num_outputs", 1, 8) ?? 1,
            Seed = Integer(fields, "seed") ?? 0,
            Frames = Math.Min(fields.Integer("num_frames", 1, 10_000)
                ?? (int)((fields.Number("duration", 1, 60) ?? 1) * VideoRenderer.FramesPerSecond), LongestVideo),
        };
    }

    /// <summary>The pictures; each has a seed of its own.</summary>
    public IReadOnlyList<MediaFile> Render() =>
        [.. Enumerable.Range(0, Count).Select(
            index => MediaFile.Png(ImageRenderer.Render(Prompt, Size.Width, Size.Height, Seed + index)))];

    public MediaFile RenderVideo() =>
        MediaFile.Mp4(VideoRenderer.RenderVideo(Prompt, Size.Width, Size.Height, Frames, Seed));

    private static void Check(JsonObject fields, bool isVideo)
    {
        fields.Number("guidance_scale", 0, 100);
        fields.Integer("num_inference_steps", 1, 1000);
        fields.Integer("steps", 1, 1000);
        if (fields["negative_prompt"] is JsonNode negative
            && negative.GetValueKind() is not (JsonValueKind.String or JsonValueKind.Array))
        {
            throw FieldReader.Wrong("negative_prompt", "a string", negative);
        }

        var format = (fields.Text("output_format") ?? fields.Text("response_extension"))?.ToLowerInvariant();
        if (format is not (null or "png") && !(isVideo && format is "mp4"))
        {
            throw ApiException.Invalid(
                $"Invalid value for 'output_format': this emulator makes {(isVideo ? "mp4" : "png")} only, not "
                + $"'{format}'.",
                "output_format", "invalid_value");
        }
    }

    /// <summary>
    /// The original must be an image that can be read; one behind a URL is taken on trust, since the emulator reaches
    /// no network.
    /// </summary>
    private static Picture? Original(JsonObject fields, IReadOnlyList<string> names)
    {
        var name = names.FirstOrDefault(fields.ContainsKey);
        var node = name is null ? null : fields[name] is JsonArray list ? list.FirstOrDefault() : fields[name];
        if (node is null)
        {
            return null;
        }

        if ((node as JsonValue)?.TryGetValue<string>(out var text) != true || text is null)
        {
            throw FieldReader.Wrong(name!, "a string", node);
        }

        return text.StartsWith("https://", StringComparison.Ordinal)
            || text.StartsWith("http://", StringComparison.Ordinal)
            ? new Picture("", 0, 0, null)
            : Decode(text) is { } bytes && Picture.Read(bytes) is { } picture ? picture
            : throw ApiException.Invalid($"Invalid value for '{name}': it is not an image.", name, "invalid_image");
    }

    private static byte[]? Decode(string text)
    {
        var comma = text.StartsWith("data:", StringComparison.Ordinal)
            ? text.IndexOf(',', StringComparison.Ordinal)
            : -1;
        var base64 = text.AsSpan(comma + 1);
        var bytes = new byte[(base64.Length + 3) / 4 * 3];
        return Convert.TryFromBase64Chars(base64, bytes, out var written) ? bytes[..written] : null;
    }

    private static (int Width, int Height)? SizeOf(JsonObject fields, bool isVideo)
    {
        var (width, height) = fields switch
        {
            _ when (fields["size"] as JsonValue)?.TryGetValue<string>(out var text) == true => Parse(text!),
            _ when fields["image_size"] is JsonObject size => (size.Integer("width", 1), size.Integer("height", 1)),
            _ when fields["target_size"] is JsonObject size => (size.Integer("width", 1), size.Integer("height", 1)),
            _ => (fields.Integer("width", 1), fields.Integer("height", 1)),
        };
        var largest = isVideo ? LargestVideo : LargestImage;
        return width is null || height is null ? null
            : width is >= Smallest && width <= largest && height is >= Smallest && height <= largest
                ? (Even(width.Value), Even(height.Value))
            : throw ApiException.Invalid(
                $"Invalid value for 'size': {width}x{height} is not between {Smallest} and {largest} pixels.", "size",
                "invalid_value");
    }

    private static (int? Width, int? Height) Parse(string size) =>
        size.Split('x', '*') is [var width, var height]
            && int.TryParse(width, NumberStyles.None, CultureInfo.InvariantCulture, out var w)
            && int.TryParse(height, NumberStyles.None, CultureInfo.InvariantCulture, out var h)
            ? (w, h)
            : throw ApiException.Invalid(
                $"Invalid value for 'size': expected '1024x1024', for example, but got '{size}'.", "size",
                "invalid_value");

    /// <summary>Films need an even number of pixels.</summary>
    private static int Even(int pixels) => Math.Min(pixels + (pixels % 2), LargestImage);

    private static long? Integer(JsonObject fields, string name) =>
        fields[name] is not { } node ? null
        : node is JsonValue value && value.GetValueKind() == JsonValueKind.Number
            && value.TryGetValue<long>(out var number) ? number
        : throw FieldReader.Wrong(name, "an integer", node);
}
