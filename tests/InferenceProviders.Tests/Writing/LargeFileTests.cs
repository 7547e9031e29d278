using InferenceProviders.TestUtilities.Responses;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Tests.Writing;

/// <summary>Files that become base64 only while they are sent.</summary>
public sealed class LargeFileTests
{
    private const int Piece = 48 * 1024;

    public static TheoryData<int> Lengths => [Piece, Piece + 1, Piece + 2, 3 * Piece, 1_000_000];

    [Theory]
    [MemberData(nameof(Lengths))]
    public async Task Arrive_whole_between_what_stands_around_them(int length)
    {
        var (image, sound, file) = (File(length, "image/png"), File(length, "audio/wav"), File(length, "text/plain"));
        var messages = await Sent.MessagesAsync(
            new(
                ChatRole.User,
                [new TextContent("Look: é \"here\""), image, image, new TextContent("and listen"), sound]),
            new(ChatRole.Assistant, "Nice."),
            new(ChatRole.User, [file]));

        var parts = messages[0].GetProperty("content");
        Assert.Equal("Look: é \"here\"", parts[0].GetProperty("text").GetString());
        Assert.Equal(UrlOf(image), parts[1].GetProperty("image_url").GetProperty("url").GetString());
        Assert.Equal(UrlOf(image), parts[2].GetProperty("image_url").GetProperty("url").GetString());
        Assert.Equal("and listen", parts[3].GetProperty("text").GetString());
        Assert.Equal(
            sound.Data.ToArray(), parts[4].GetProperty("input_audio").GetProperty("data").GetBytesFromBase64());
        Assert.Equal("Nice.", messages[1].GetProperty("content").GetString());
        var sent = messages[2].GetProperty("content")[0].GetProperty("file");
        Assert.Equal(UrlOf(file), sent.GetProperty("file_data").GetString());
    }

    [Fact]
    public async Task Arrive_in_the_responses_api_too()
    {
        await using var server = ScriptedServer.Start(Reply.Json(
            """{"id":"r","status":"completed","output":[{"type":"message","role":"assistant","content":"""
            + """[{"type":"output_text","text":"Hi"}]}]}"""));
        using var router = server.Router();
        var image = File(60_000, "image/png");
        await router.AsIChatClient("org/model", ChatProtocol.Responses)
            .GetResponseAsync([new ChatMessage(ChatRole.User, [image, new TextContent("What is it?")])]);

        var parts = server.Requests.Single(request => request.Method == "POST").Json
            .GetProperty("input")[0].GetProperty("content");
        Assert.Equal(UrlOf(image), parts[0].GetProperty("image_url").GetString());
        Assert.Equal("What is it?", parts[1].GetProperty("text").GetString());
    }

    [Fact]
    public async Task Are_sent_again_after_a_failure()
    {
        await using var server = ScriptedServer.Start(
            Reply.Json("""{"error":"busy"}""", 503, "Retry-After: 0"),
            Reply.Json(Wire.Answer("""{"content":"Hi"}""")));
        using var router = server.Router(options => options.Routing = new() { MaxAttempts = 2 });
        var image = File(300_000, "image/png");
        await router.AsIChatClient(new Uri(server.Address, "/v1/chat/completions"))
            .GetResponseAsync([new ChatMessage(ChatRole.User, [image])]);

        Assert.Equal(2, server.Requests.Count);
        Assert.All(server.Requests, request => Assert.Equal(
            UrlOf(image),
            request.Json.GetProperty("messages")[0].GetProperty("content")[0].GetProperty("image_url")
                .GetProperty("url").GetString()));
    }

    [Fact]
    public async Task Count_for_the_limit_of_a_request()
    {
        await using var server = ScriptedServer.Start(Reply.Json(Wire.Answer("""{"content":"Hi"}""")));
        using var router = server.Router(options => options.Limits.RequestBytes = 1_000_000);
        var chat = router.AsIChatClient("org/model");
        ChatMessage Ask(int bytes) => new(ChatRole.User, [File(bytes, "image/png")]);

        await chat.GetResponseAsync([Ask(700_000)]);
        var error = await Assert.ThrowsAsync<InferenceException>(() => chat.GetResponseAsync([Ask(800_000)]));
        Assert.Contains("RequestBytes", error.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<InferenceException>(() => chat.GetResponseAsync([Ask(400_000), Ask(400_000)]));
        Assert.Single(server.Requests);
    }

    private static string UrlOf(DataContent content) =>
        $"data:{content.MediaType};base64,{Convert.ToBase64String(content.Data.Span)}";

    private static DataContent File(int length, string type)
    {
        var bytes = new byte[length];
        new Random(length).NextBytes(bytes);
        return new DataContent(bytes, type);
    }
}
