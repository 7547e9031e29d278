using System.Text.Json;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Tests.Field;

/// <summary>Reads bytes that a real server sent, through a socket, in one of the two modes.</summary>
internal static class FieldAnswer
{
    public static readonly ChatMessage Question = new(ChatRole.User, "Weather?");

    /// <summary>The answer to a request for a stream.</summary>
    public static async Task<ChatResponse> StreamAsync(string body, string contentType = "text/event-stream")
    {
        await using var server = ScriptedServer.Start(Reply.Chunked([Wire.Bytes(body)], contentType));
        using var router = server.Router();
        return await router.AsIChatClient("org/model").GetStreamingResponseAsync([Question]).ToChatResponseAsync();
    }

    /// <summary>The answer to a request for a whole answer.</summary>
    public static async Task<ChatResponse> WholeAsync(string body, int status = 200)
    {
        await using var server = ScriptedServer.Start(Reply.Json(body, status));
        using var router = server.Router();
        return await router.AsIChatClient("org/model").GetResponseAsync([Question]);
    }

    public static Task<InferenceException> StreamErrorAsync(string body) =>
        Assert.ThrowsAsync<InferenceException>(() => StreamAsync(body));

    public static Task<InferenceException> WholeErrorAsync(string body, int status = 200) =>
        Assert.ThrowsAsync<InferenceException>(() => WholeAsync(body, status));

    /// <summary>The calls of an answer.</summary>
    public static IReadOnlyList<FunctionCallContent> Calls(this ChatResponse response) =>
        [.. response.Messages.SelectMany(message => message.Contents).OfType<FunctionCallContent>()];

    /// <summary>Reasoning in angle brackets, text, calls and the reason for the end; or the error.</summary>
    public static async Task<string> SaidAsync(Func<Task<ChatResponse>> ask)
    {
        try
        {
            var response = await ask();
            var contents = response.Messages.SelectMany(static message => message.Contents).ToList();
            var reasoning = string.Concat(
                contents.OfType<TextReasoningContent>().Select(static content => content.Text));
            var calls = response.Calls().Select(static call =>
                $"{call.CallId} {call.Name}({JsonSerializer.Serialize(call.Arguments, AIJsonUtilities.DefaultOptions)
                    .ReplaceLineEndings("").Replace(" ", "", StringComparison.Ordinal)})");
            string?[] parts =
            [
                reasoning.Length > 0 ? $"<{reasoning}>" : null, response.Text.Length > 0 ? response.Text : null,
                .. calls, $"({response.FinishReason})",
            ];
            return string.Join(' ', parts.Where(static part => part is not null));
        }
        catch (InferenceException error)
        {
            return $"{error.Kind}: {error.ProviderWords} | {error.PartialText}"
                .Replace(":  |", ": |", StringComparison.Ordinal);
        }
    }
}
