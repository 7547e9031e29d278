using System.Drawing;
using System.Text.Json;
using Microsoft.Extensions.AI;
using Microsoft.SemanticKernel;
using Microsoft.SemanticKernel.TextToImage;
using TextContent = Microsoft.SemanticKernel.TextContent;

namespace InferenceProviders.SemanticKernel.Services;

/// <summary>Text to image as Semantic Kernel's service.</summary>
internal sealed class TextToImageService(ModelAddress address) : ITextToImageService
{
    public IReadOnlyDictionary<string, object?> Attributes { get; } = address.Attributes();

    public async Task<IReadOnlyList<ImageContent>> GetImageContentsAsync(
        TextContent input, PromptExecutionSettings? executionSettings = null, Kernel? kernel = null,
            CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(input);
        if (string.IsNullOrWhiteSpace(input.Text))
        {
            throw new ArgumentException("The prompt is empty: describe what to generate.", nameof(input));
        }

        var options = Options(executionSettings, out var seed);
        var response = await GenerateAsync(input.Text, options, cancellationToken).ConfigureAwait(false);
        var report = response.GetRoutingReport();
        return [.. response.Contents.Select(content => Image(content, report, response, Seed(response) ?? seed))];
    }

    /// <summary>
    /// Semantic Kernel's own GenerateImageAsync returns the address of the image, and says nothing by which it could be
    /// told from other calls: without a wish for one form, the provider's address is asked for, and bytes only where no
    /// provider has one.
    /// </summary>
    private async Task<ImageGenerationResponse> GenerateAsync(
        string prompt, InferenceImageOptions options, CancellationToken cancellationToken)
    {
        using var generator = address.Painter();
        if (options.ResponseFormat is not null)
        {
            return await generator.GenerateImagesAsync(prompt, options, cancellationToken).ConfigureAwait(false);
        }

        try
        {
            options.ResponseFormat = ImageGenerationResponseFormat.Uri;
            return await generator.GenerateImagesAsync(prompt, options, cancellationToken).ConfigureAwait(false);
        }
        catch (InferenceException error)
            when (error.Kind == InferenceErrorKind.NotSupported
            && error.Attempts.All(attempt => attempt.StatusCode is null))
        {
            // Nothing was sent.
            options.ResponseFormat = ImageGenerationResponseFormat.Data;
            return await generator.GenerateImagesAsync(prompt, options, cancellationToken).ConfigureAwait(false);
        }
    }

    private static InferenceImageOptions Options(PromptExecutionSettings? settings, out object? seed)
    {
        var reader = new SettingsReader(settings);
        var options = new InferenceImageOptions
        {
            ModelId = reader.ModelId,
            ResponseFormat = Format(reader.TakeText("response_format")),
            Count = reader.TakeCount("n") ?? reader.TakeCount("count"),
            ImageSize = Size(reader),
            MediaType = reader.TakeText("media_type"),
        };
        options.AdditionalProperties = reader.Rest;
        seed = options.AdditionalProperties?.GetValueOrDefault("seed");
        return options;
    }

    private static Size? Size(SettingsReader reader)
    {
        if (reader.TakeText("size") is { } text)
        {
            return text.Split('x', 'X', '×') is [var first, var second] && int.TryParse(first, out var width)
                && int.TryParse(second, out var height) && width > 0 && height > 0
                ? new Size(width, height)
                : throw new ArgumentException(
                    $"'size' in {nameof(PromptExecutionSettings.ExtensionData)} must have the form '1024x768', width "
                    + $"before height.");
        }

        // One of them alone is the provider's business.
        return reader.Has("width") && reader.Has("height")
            ? new Size(reader.TakeCount("width")!.Value, reader.TakeCount("height")!.Value)
            : null;
    }

    private static ImageGenerationResponseFormat? Format(string? format) => format switch
    {
        null => null,
        "url" or "uri" => ImageGenerationResponseFormat.Uri,
        "b64_json" or "bytes" => ImageGenerationResponseFormat.Data,
        _ => throw new ArgumentException(
            $"'response_format' in {nameof(PromptExecutionSettings.ExtensionData)} must be 'url' or 'bytes'."),
    };

    private static ImageContent Image(
        AIContent content, RoutingReport? report, ImageGenerationResponse response, object? seed)
    {
        var metadata = ContentMetadata.Of(report);
        if (seed is not null)
        {
            metadata["Seed"] = seed;
        }

        var image = content switch
        {
            UriContent link => new ImageContent(link.Uri)
            {
                MimeType = link.MediaType.EndsWith('*') ? null : link.MediaType,
            },
            DataContent data => new ImageContent(data.Data, data.MediaType),
            _ => throw new InvalidOperationException(
                $"An image generator gave {content.GetType().Name}, which is not an image."),
        };
        (image.ModelId, image.InnerContent, image.Metadata) = (report?.Model, response, metadata);
        return image;
    }

    /// <summary>The seed that the provider says it used (fal-ai does).</summary>
    private static long? Seed(ImageGenerationResponse response) =>
        response.RawRepresentation is RawJson { Root: { ValueKind: JsonValueKind.Object } root }
            && root.TryGetProperty("seed", out var seed) && seed.TryGetInt64(out var number) ? number : null;
}
