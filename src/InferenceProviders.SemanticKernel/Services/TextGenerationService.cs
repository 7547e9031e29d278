using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using Microsoft.SemanticKernel;
using Microsoft.SemanticKernel.ChatCompletion;
using Microsoft.SemanticKernel.TextGeneration;
using TextContent = Microsoft.SemanticKernel.TextContent;

namespace InferenceProviders.SemanticKernel.Services;

/// <summary>
/// Text generation as Semantic Kernel's service: a raw continuation where the model is served for that task, else a
/// chat, whose prompt may hold messages (<c>&lt;message role="user"&gt;</c>) and which invokes kernel functions.
/// </summary>
/// <param name="address">The model.</param>
/// <param name="chat">The same model as chat.</param>
internal sealed class TextGenerationService(ModelAddress address, IChatCompletionService chat)
    : ITextGenerationService
{
    private static readonly InferenceTask[] Tasks = [InferenceTask.TextGeneration, InferenceTask.Conversational];

    public IReadOnlyDictionary<string, object?> Attributes { get; } = address.Attributes();

    public async Task<IReadOnlyList<TextContent>> GetTextContentsAsync(
        string prompt, PromptExecutionSettings? executionSettings = null, Kernel? kernel = null,
            CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(prompt);
        var asked = address.With(executionSettings?.ModelId);
        if (!await IsRawAsync(asked, cancellationToken).ConfigureAwait(false))
        {
            var messages = await chat.GetChatMessageContentsAsync(
                prompt, executionSettings, kernel, cancellationToken).ConfigureAwait(false);
            return
            [
                .. messages.Select(message => new TextContent(
                    message.Content, message.ModelId, message.InnerContent, message.Encoding, message.Metadata)),
            ];
        }

        var text = await asked.Router.GenerateTextAsync(
            prompt, asked.Model, Options(executionSettings), asked.Provider, cancellationToken).ConfigureAwait(false);
        var metadata = ContentMetadata.Of(text.RoutingReport);
        metadata["Id"] = text.ResponseId;
        metadata["CreatedAt"] = text.CreatedAt;
        metadata["FinishReason"] = text.FinishReason?.Value;
        metadata["Usage"] = text.Usage;
        return [new TextContent(text.Text, text.ModelId ?? text.RoutingReport.Model, text, metadata: metadata)];
    }

    public async IAsyncEnumerable<StreamingTextContent> GetStreamingTextContentsAsync(
        string prompt, PromptExecutionSettings? executionSettings = null, Kernel? kernel = null,
            [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(prompt);
        var asked = address.With(executionSettings?.ModelId);
        if (!await IsRawAsync(asked, cancellationToken).ConfigureAwait(false))
        {
            await foreach (var piece in chat.GetStreamingChatMessageContentsAsync(
                prompt, executionSettings, kernel, cancellationToken).ConfigureAwait(false))
            {
                yield return new StreamingTextContent(
                    piece.Content, piece.ChoiceIndex, piece.ModelId, piece.InnerContent, piece.Encoding,
                    piece.Metadata);
            }

            yield break;
        }

        await foreach (var update in asked.Router.StreamTextAsync(
            prompt, asked.Model, Options(executionSettings), asked.Provider, cancellationToken).ConfigureAwait(false))
        {
            var metadata = ContentMetadata.Of(update.RoutingReport);
            metadata["Id"] = update.ResponseId;
            metadata["FinishReason"] = update.FinishReason?.Value;
            metadata["Usage"] = update.Usage;
            yield return new StreamingTextContent(
                update.Text, choiceIndex: 0, update.ModelId ?? asked.Model, update, metadata: metadata);
        }
    }

    /// <summary>
    /// Whether the prompt is continued as it is, which a chain never does. The URL of an endpoint says so itself:
    /// <c>/v1/completions</c>.
    /// </summary>
    private static async ValueTask<bool> IsRawAsync(ModelAddress asked, CancellationToken cancellationToken)
    {
        if (asked.Chain is not null)
        {
            return false;
        }

        if (ModelReference.Parse(asked.Model).Endpoint is { } endpoint)
        {
            var path = endpoint.AbsolutePath.TrimEnd('/');
            return path.EndsWith("/completions", StringComparison.Ordinal)
                && !path.EndsWith("/chat/completions", StringComparison.Ordinal);
        }

        return await asked.FindTaskAsync(Tasks, cancellationToken).ConfigureAwait(false)
            == InferenceTask.TextGeneration;
    }

    private static TextGenerationOptions Options(PromptExecutionSettings? settings)
    {
        var reader = new SettingsReader(settings);
        reader.Rename("max_new_tokens", "max_tokens");
        reader.Rename("stop_sequences", "stop");
        return new TextGenerationOptions { Routing = reader.TakeRouting(), AdditionalProperties = reader.Rest };
    }
}
