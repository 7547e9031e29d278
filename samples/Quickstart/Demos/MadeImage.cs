using InferenceProviders;
using Microsoft.Extensions.AI;

#pragma warning disable MEAI001 // IImageGenerator is still marked experimental

namespace Quickstart.Demos;

/// <summary>An image from a text, written to disk.</summary>
internal static class MadeImage
{
    private const string Model = "black-forest-labs/FLUX.1-schnell";
    private const string Wish = "A small blue house by the sea";

    public static async Task RunAsync(InferenceRouter router, Terminal terminal, CancellationToken cancellationToken)
    {
        terminal.Heading("An image", Wish);
        var options = new InferenceImageOptions { ImageSize = new(512, 320), Seed = 7 };
        var response = await router.AsIImageGenerator(Model).GenerateImagesAsync(Wish, options, cancellationToken);

        var image = response.Contents.OfType<DataContent>().First();
        var folder = Directory.CreateTempSubdirectory("quickstart-").FullName;
        var file = Path.Combine(folder, $"house.{image.MediaType["image/".Length..]}");
        await File.WriteAllBytesAsync(file, image.Data.ToArray(), cancellationToken);
        terminal.Line($"{file} ({image.Data.Length} bytes, {image.MediaType})");
        terminal.Report(response.GetRoutingReport());
    }
}
