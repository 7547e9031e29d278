using Microsoft.Extensions.AI;
using Microsoft.SemanticKernel;
using Microsoft.SemanticKernel.ImageToText;
using ImageContent = Microsoft.SemanticKernel.ImageContent;
using TextContent = Microsoft.SemanticKernel.TextContent;

namespace InferenceProviders.SemanticKernel.Services;

/// <summary>
/// Image to text as Semantic Kernel's service: by the task of that name where the model is served for it, else by a
/// chat model that takes images.
/// </summary>
internal sealed class ImageToTextService(ModelAddress address) : IImageToTextService
{
    private const string DefaultPrompt = "Describe this image.";

    private static readonly InferenceTask[] Tasks = [InferenceTask.ImageToText, InferenceTask.Conversational];

    public IReadOnlyDictionary<string, object?> Attributes { get; } = address.Attributes();

    public async Task<IReadOnlyList<TextContent>> GetTextContentsAsync(
        ImageContent content, PromptExecutionSettings? executionSettings = null, Kernel? kernel = null,
            CancellationToken cancellationToken = default)
    {
        var image = BinaryContents.ToMedia(content, nameof(content));
        var reader = new SettingsReader(executionSettings);
        var asked = address.With(reader.ModelId);
        return asked.Chain is null
            && await asked.FindTaskAsync(Tasks, cancellationToken).ConfigureAwait(false) == InferenceTask.ImageToText
            ? [await DescribeAsync(asked, image, reader, cancellationToken).ConfigureAwait(false)]
            : [await AskAsync(asked, content, image.MediaType, reader, cancellationToken).ConfigureAwait(false)];
    }

    private static async Task<TextContent> DescribeAsync(
        ModelAddress asked, InferenceMedia image, SettingsReader reader, CancellationToken cancellationToken)
    {
        reader.Rename("max_tokens", "max_new_tokens");
        var options = new ImageToTextOptions { AdditionalProperties = reader.Rest };
        var text = await asked.Router.DescribeImageAsync(
            image, asked.Model, options, asked.Provider, cancellationToken).ConfigureAwait(false);
        return new TextContent(text.Text, text.Report.Model, text, metadata: ContentMetadata.Of(text.Report));
    }

    private static async Task<TextContent> AskAsync(
        ModelAddress asked, ImageContent content, string? mediaType, SettingsReader reader,
        CancellationToken cancellationToken)
    {
        reader.Rename("max_new_tokens", "max_tokens");
        var prompt = reader.TakeText("prompt") ?? DefaultPrompt;
        AIContent image = content.Data is { IsEmpty: false } bytes
            ? new DataContent(bytes, mediaType ?? "image/png")
            : new UriContent(content.Uri!, mediaType ?? "image/*");
        var message = new ChatMessage(ChatRole.User, [new Microsoft.Extensions.AI.TextContent(prompt), image]);
        var routing = reader.TakeRouting();
        var options = new ChatOptions { AdditionalProperties = reader.Rest };
        using var chat = asked.Chat();
        var response = await chat.GetResponseAsync(message, routing is null ? options
            : options.WithRouting(routing), cancellationToken).ConfigureAwait(false);
        var metadata = ContentMetadata.Of(response.GetRoutingReport());
        metadata["Usage"] = response.Usage;
        return new TextContent(response.Text, response.ModelId, response, metadata: metadata);
    }
}
