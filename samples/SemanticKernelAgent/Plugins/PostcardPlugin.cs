using System.ComponentModel;
using InferenceProviders.SemanticKernel;
using Microsoft.SemanticKernel;
using Microsoft.SemanticKernel.TextToImage;

namespace SemanticKernelAgent.Plugins;

/// <summary>Draws with the kernel's text-to-image service, whatever model stands behind it.</summary>
internal sealed class PostcardPlugin
{
    [KernelFunction("draw_postcard")]
    [Description("Draws a postcard and saves it as a file.")]
    public static async Task<string> DrawPostcardAsync(
        Kernel kernel, [Description("What is to be seen on it.")] string motif, CancellationToken cancellationToken)
    {
        var settings = new PromptExecutionSettings
        {
            ExtensionData = new Dictionary<string,
            object> { ["size"] = "768x512", ["response_format"] = "bytes" },
        };
        var images = await kernel.GetRequiredService<ITextToImageService>()
            .GetImageContentsAsync(new TextContent(motif), settings, kernel, cancellationToken);

        const string File = "postcard.png";
        await System.IO.File.WriteAllBytesAsync(File, images[0].Data!.Value.ToArray(), cancellationToken);
        return $"Saved as {File}, drawn by {images[0].GetRoutingReport()?.Provider}";
    }
}
