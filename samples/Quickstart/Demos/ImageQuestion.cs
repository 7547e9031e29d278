using InferenceProviders;
using Microsoft.Extensions.AI;

namespace Quickstart.Demos;

/// <summary>A question about an image, to a model that sees.</summary>
internal static class ImageQuestion
{
    private const string Question = "What color is this picture, mostly? Answer in one sentence.";

    public static async Task RunAsync(
        InferenceRouter router, string model, Terminal terminal, CancellationToken cancellationToken)
    {
        terminal.Heading("A question about an image", Question);
        if (await FindModelAsync(router.Catalog, model, cancellationToken) is not { } seeing)
        {
            terminal.Line("No model with a provider sees images today.");
            return;
        }

        terminal.FaintLine($"  {seeing}, and a PNG of 64 x 64 pixels");
        var image = new DataContent(OrangeDisc(), "image/png");
        var message = new ChatMessage(ChatRole.User, [new TextContent(Question), image]);
        await router.AsIChatClient(seeing).AnswerAsync([message], options: null, terminal, cancellationToken);
    }

    /// <summary>The model that was asked for when it sees, or the cheapest one that does.</summary>
    private static async Task<string?> FindModelAsync(
        HubCatalog catalog, string model, CancellationToken cancellationToken)
    {
        if (ModelReference.Parse(model).Endpoint is not null)
        {
            return model;
        }

        var models = await catalog.GetModelsAsync(cancellationToken);
        return models.Find(model)?.Accepts("image") == true
            ? model
            : models.Find(new ModelQuery { InputModality = "image" }).MinBy(CheapestOffer)?.Id;
    }

    private static decimal CheapestOffer(ModelEntry model) =>
        model.Offers.Min(offer => offer.OutputPrice ?? decimal.MaxValue);

    private static byte[] OrangeDisc() => Png.Encode(64, 64, DiscPixel);

    private static (byte Red, byte Green, byte Blue) DiscPixel(int x, int y) =>
        Math.Pow(x - 31.5, 2) + Math.Pow(y - 31.5, 2) < 30 * 30
            ? ((byte)255, (byte)140, (byte)0)
            : ((byte)255, (byte)255, (byte)255);
}
