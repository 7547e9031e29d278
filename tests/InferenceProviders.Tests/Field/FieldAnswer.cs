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
}
