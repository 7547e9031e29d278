using InferenceProviders;
using Microsoft.Extensions.AI;

namespace ProviderCheck.Checks;

/// <summary>What else goes in and out of a chat: images, audio, reasoning; and the Responses API.</summary>
internal static class ContentChecks
{
    public static IEnumerable<Check> All =>
    [
        new("content", "image in", true, ImageAsync),
        new("content", "audio in", true, AudioAsync),
        new("content", "reasoning out", true, ReasoningOutAsync),
        new("content", "reasoning in", true, ReasoningInAsync),
        new("responses", "answer", true, ResponsesAsync),
        new("responses", "stream", true, ResponsesStreamAsync),
    ];

    private static async Task<string> ImageAsync(CheckSession session, CancellationToken cancellationToken)
    {
        var model = session.Target.Models.Vision ?? session.ChatModel;
        var message = new ChatMessage(ChatRole.User,
        [
            new TextContent("What color is this picture, mostly? Answer in one word."),
            new DataContent(SampleMedia.OrangePng, "image/png"),
        ]);
        var response = await session.Target.Chat(session.Router, model)
            .GetResponseAsync([message], session.Options, cancellationToken);
        return response.Text.Contains("orange", StringComparison.OrdinalIgnoreCase)
            ? $"{Named(model, session)} sees that an orange picture is orange."
            : session.Target.Models.Vision is null
                ? throw new RefusedException(
                    $"It takes an image and does not see it: \"{ChatChecks.Excerpt(response.Text)}\".")
                : throw new DefectException($"Of an orange picture it said \"{ChatChecks.Excerpt(response.Text)}\".");
    }

    private static async Task<string> AudioAsync(CheckSession session, CancellationToken cancellationToken)
    {
        var message = new ChatMessage(ChatRole.User,
        [
            new TextContent("What do you hear? Answer in one sentence."),
            new DataContent(SampleMedia.ToneWav, "audio/wav"),
        ]);
        var response = await session.Chat.GetResponseAsync([message], session.Options, cancellationToken);
        return response.Text.Length > 0
            ? $"It takes a recording: \"{ChatChecks.Excerpt(response.Text)}\"."
            : throw new DefectException("It takes a recording, and answers nothing.");
    }

    private static async Task<string> ReasoningOutAsync(CheckSession session, CancellationToken cancellationToken)
    {
        var response = await ThinkAsync(session, cancellationToken);
        return response.Text.Contains("<think>", StringComparison.Ordinal)
            ? throw new DefectException("What the model thinks stands in the answer itself, between <think> tags.")
            : Thoughts(response).Length > 0
                ? $"It shows what it thinks, apart from the answer: \"{ChatChecks.Excerpt(Thoughts(response))}\"."
            : session.Target.Models.Reasoning is null
                ? throw new RefusedException("The answer comes without reasoning.")
            : throw new DefectException("A model that thinks before it answers shows nothing of it.");
    }

    private static async Task<string> ReasoningInAsync(CheckSession session, CancellationToken cancellationToken)
    {
        var response = await ThinkAsync(session, cancellationToken);
        if (Thoughts(response).Length == 0)
        {
            throw new NotTriedException("There was no reasoning to send back.");
        }

        ChatMessage[] history =
        [
            new(ChatRole.User, "Count to 3"), .. response.Messages, new(ChatRole.User, "Count to 4"),
        ];
        var model = session.Target.Models.Reasoning ?? session.ChatModel;
        var answer = await session.Target.Chat(session.Router, model)
            .GetResponseAsync(history, session.Options, cancellationToken);
        return answer.Text.Contains('4', StringComparison.Ordinal)
            ? "It takes a history with reasoning."
            : throw new DefectException(
                $"After a history with reasoning it said \"{ChatChecks.Excerpt(answer.Text)}\".");
    }

    private static async Task<string> ResponsesAsync(CheckSession session, CancellationToken cancellationToken)
    {
        var response = await session.Target.Chat(session.Router, session.ChatModel, ChatProtocol.Responses)
            .GetResponseAsync("Count to 5", session.Options, cancellationToken);
        return response.Text.Contains('5', StringComparison.Ordinal)
            ? "It answers over the Responses API."
            : throw new DefectException($"Over the Responses API it said \"{ChatChecks.Excerpt(response.Text)}\".");
    }

    private static async Task<string> ResponsesStreamAsync(CheckSession session, CancellationToken cancellationToken)
    {
        var pieces = 0;
        var text = "";
        await foreach (var update in session.Target.Chat(session.Router, session.ChatModel, ChatProtocol.Responses)
            .GetStreamingResponseAsync("Count to 9", session.Options, cancellationToken))
        {
            pieces += update.Text.Length > 0 ? 1 : 0;
            text += update.Text;
        }

        return text.Contains('9', StringComparison.Ordinal)
            ? $"It streams over the Responses API, in {pieces} pieces."
            : throw new DefectException($"Over the Responses API it streamed \"{ChatChecks.Excerpt(text)}\".");
    }

    private static async Task<ChatResponse> ThinkAsync(CheckSession session, CancellationToken cancellationToken)
    {
        var model = session.Target.Models.Reasoning ?? session.ChatModel;
        return await session.Target.Chat(session.Router, model)
            .GetResponseAsync("Count to 3", session.Options, cancellationToken);
    }

    private static string Thoughts(ChatResponse response) => string.Concat(
        response.Messages.SelectMany(message => message.Contents).OfType<TextReasoningContent>().Select(thought =>
            thought.Text));

    private static string Named(string model, CheckSession session) =>
        model == session.Target.Models.Chat ? "It" : model;
}
