using Microsoft.Extensions.AI;

namespace InferenceProviders.Integration.Tests.Clients;

public sealed class ImageGenerationTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_chat_model_has_images_made_by_an_image_model(bool stream)
    {
        await using var chat = await EmulatedChat.StartAsync();
        using var client = chat.Builder.UseImageGeneration(
            chat.Router.AsIImageGenerator("black-forest-labs/FLUX.1-schnell")).UseFunctionInvocation().Build();
        var options = new ChatOptions
        {
            Tools = [
                new HostedImageGenerationTool { Options = new ImageGenerationOptions { ImageSize = new(512, 320) } }],
        };
        const string Question = "Generate an image of a blue house by the sea.";

        var response = stream
            ? (await client.GetStreamingResponseAsync(Question, options).ToListAsync()).ToChatResponse()
            : await client.GetResponseAsync(Question, options);

        var image = Assert.Single(
            response.Messages.SelectMany(message => message.Contents).OfType<ImageGenerationToolResultContent>()
            .SelectMany(result => result.Outputs!).OfType<DataContent>());
        Assert.Equal("image/png", image.MediaType);
        Assert.Contains(
            chat.Emulator.Calls(), call =>
                call.Provider == "fal-ai" && (int?)call.Json!["image_size"]?["width"] == 512);
    }
}
