using System.Text;
using InferenceProviders.Routing.Calls;
using InferenceProviders.Routing.Runtime;
using InferenceProviders.Tasks.Chat;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Tasks.Text;

/// <summary>
/// Raw text completion, whole and streamed. It goes the way of chat: the same plan, attempts, deadlines and streams.
/// </summary>
internal static class TextGenerator
{
    public static Task<TextGenerationResponse> GenerateAsync(
        RouterRuntime core, ModelReference model, string? provider, TextRequest request,
            CancellationToken cancellationToken) =>
        core.Calls.RunAsync(
            (Target: Target(model, provider, request), Request: request),
            static input => input,
            ChatAnswer.AskAsync,
            static (answer, report) => new TextGenerationResponse
            {
                Text = TextOf(answer.Response.Messages),
                FinishReason = answer.Response.FinishReason,
                Usage = answer.Response.Usage,
                ModelId = answer.Response.ModelId,
                ResponseId = answer.Response.ResponseId,
                CreatedAt = answer.Response.CreatedAt,
                RawRepresentation = answer.Response.RawRepresentation,
                RoutingReport = report,
            },
            cancellationToken);

    public static IAsyncEnumerable<TextGenerationUpdate> StreamAsync(
        RouterRuntime core, ModelReference model, string? provider, TextRequest request,
            CancellationToken cancellationToken) =>
        core.Calls.StreamAsync(
            (Target: Target(model, provider, request), Request: request),
            static input => input,
            ChatStream.OpenAsync,
            static (stream, update, report) => new TextGenerationUpdate
            {
                Text = update.Text,
                FinishReason = update.FinishReason,
                Usage = report is null ? null : stream.Usage,
                ModelId = update.ModelId,
                ResponseId = update.ResponseId,
                RawRepresentation = update.RawRepresentation,
                RoutingReport = report,
            },
            cancellationToken);

    private static CallTarget Target(ModelReference model, string? provider, TextRequest request) =>
        new(model, InferenceTask.TextGeneration)
        {
            Provider = provider,
            EndpointModel = request.Options.EndpointModel,
            Scope = FallbackScope.AnyModel,
            Needs = new RequestNeeds { Routing = request.Options.Routing },
            Subject = request,
        };

    private static string TextOf(IList<ChatMessage> messages)
    {
        if (messages.Count == 1)
        {
            return messages[0].Text;
        }

        var text = new StringBuilder();
        foreach (var message in messages)
        {
            text.Append(message.Text);
        }

        return text.ToString();
    }
}
