using System.Text.Json;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Tests.Writing;

/// <summary>Sends through a real socket and gives back the JSON body that arrived.</summary>
internal static class Sent
{
    public static async Task<JsonElement> BodyAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, bool stream = false, string? provider = null)
    {
        await using var server = ScriptedServer.Start(request => request.Method == "GET"
            ? Reply.Json(Mapping(provider!))
            : request.Json.TryGetProperty("stream", out _)
                ? Reply.Stream(Wire.TextStream("Hi"))
                : Reply.Json(Wire.Answer("""{"content":"Hi"}""")));
        using var router = server.Router();
        var chat = router.AsIChatClient("org/model", provider);
        if (stream)
        {
            await chat.GetStreamingResponseAsync(messages, options).ToChatResponseAsync();
        }
        else
        {
            await chat.GetResponseAsync(messages, options);
        }

        return server.Requests.Single(request => request.Method == "POST").Json;
    }

    public static Task<JsonElement> BodyAsync(ChatOptions? options, bool stream = false, string? provider = null) =>
        BodyAsync([new ChatMessage(ChatRole.User, "Hi")], options, stream, provider);

    /// <summary>The messages of the body that was sent.</summary>
    public static async Task<IReadOnlyList<JsonElement>> MessagesAsync(params IEnumerable<ChatMessage> messages) =>
        [.. (await BodyAsync(messages)).GetProperty("messages").EnumerateArray()];

    /// <summary>The error, and the proof that nothing was sent.</summary>
    public static async Task<TException> RefusedAsync<TException>(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null)
        where TException : Exception
    {
        await using var server = ScriptedServer.Start(Reply.Json(Wire.Answer("""{"content":"Hi"}""")));
        using var router = server.Router();
        var chat = router.AsIChatClient("org/model");
        var error = await Assert.ThrowsAsync<TException>(() => chat.GetResponseAsync(messages, options));
        var streamed = await Assert.ThrowsAsync<TException>(
            () => chat.GetStreamingResponseAsync(messages, options).ToChatResponseAsync());
        Assert.Equal(error.Message, streamed.Message);
        Assert.Empty(server.Requests);
        return error;
    }

    public static string Mapping(string provider) =>
        "{\"inferenceProviderMapping\":{\"" + provider
            + "\":{\"status\":\"live\",\"providerId\":\"served/model\",\"task\":\"conversational\"}}}";

    public static void Same(string expected, JsonElement actual) =>
        Assert.True(
            JsonElement.DeepEquals(JsonElement.Parse(expected), actual),
            $"Expected: {expected}\nActual:   {actual.GetRawText()}");
}
