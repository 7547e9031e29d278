using System.Text.Json;
using System.Text.Json.Nodes;
using InferenceProviders.TestUtilities.Responses;
using InferenceProviders.Tests.Writing;
using Microsoft.Extensions.AI;
using static InferenceProviders.TestUtilities.Wire;

namespace InferenceProviders.Tests.Field;

/// <summary>Images, speech and videos in answers, and on their way back.</summary>
[Trait("Category", "Field")]
public sealed class AnswerMediaTests
{
    private const string Png =
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

    public static TheoryData<string, string> Messages => new()
    {
        // OpenRouter and Google's models behind it; parts of the content; base64 in a field of its own.
        { $$$"""{"content":"Here.","images":[{"type":"image_url","image_url":{"url":"data:image/png;base64"""
            + $$$""",{{{Png}}}"},"index":0}]}""",
            "image/png" },
        { $$"""{"content":"Here.","images":["data:image/png;base64,{{Png}}"]}""", "image/png" },
        { $$"""{"content":"Here.","images":[{"b64_json":"{{Png}}"}]}""", "image/png" },
        { """{"content":"Here.","images":[{"url":"https://a.example/cat.png"}]}""", "image/png" },
        { """{"content":"Here.","images":[{"url":"https://a.example/cat.webp?sig=1"}]}""", "image/webp" },
        { """{"content":"Here.","images":[{"url":"https://a.example/cat"}]}""", "image/*" },
        { """{"content":"Here.","images":[{"url":"https://a.example/cat.mp3"}]}""", "image/*" },
        { """{"content":[{"type":"text","text":"Here."},{"type":"image_url","image_url":{"url":"https:"""
            + """//a.example/cat.png"}}]}""",
            "image/png" },
        { $$$"""{"content":[{"type":"text","text":"Here."},{"type":"image","source":{"type":"base64","media_type":"image/jpeg","data":"{{{Png}}}"}}]}""",
            "image/jpeg" },
        { """{"content":[{"type":"text","text":"Here."},{"type":"video_url","video_url":{"url":"https:"""
            + """//a.example/cat.mp4"}}]}""",
            "video/mp4" },
        { """{"content":[{"type":"text","text":"Here."},{"type":"output_audio","data":"AAAA","format":"mp3"}]}""",
            "audio/mpeg" },
        { """{"content":[{"type":"text","text":"Here."},{"type":"input_audio","input_audio":"""
            + """{"data":"AAAA","format":"wav"}}]}""",
            "audio/wav" },
    };

    [Theory]
    [MemberData(nameof(Messages))]
    public async Task Media_of_an_answer_is_a_content(string message, string type)
    {
        foreach (var response in new[] { await FieldAnswer.WholeAsync(Answer(message)),
            await FieldAnswer.StreamAsync(Events(Chunk(message), Chunk("{}", "\"stop\"")) + Done) })
        {
            Assert.Equal("Here.", response.Text);
            var media = response.Messages[0].Contents[^1];
            Assert.Equal(type, media is DataContent data ? data.MediaType : ((UriContent)media).MediaType);
        }
    }

    [Fact]
    public async Task An_answer_of_nothing_but_an_image_is_an_answer()
    {
        const string Message =
            $$$"""{"content":"","images":[{"type":"image_url","image_url":{"url":"data:image/png;base64"""
            + $$$""",{{{Png}}}"}}]}""";
        foreach (var response in new[] { await FieldAnswer.WholeAsync(Answer(Message)),
            await FieldAnswer.StreamAsync(Events(Chunk(Message)) + Done) })
        {
            Assert.Equal(
                Convert.FromBase64String(Png),
                Assert.IsType<DataContent>(Assert.Single(response.Messages[0].Contents)).Data.ToArray());
        }
    }

    [Theory]
    [InlineData("""{"images":[{"type":"image_url","image_url":{"url":"data:image/png;base64,@@@"}}]}""")]
    [InlineData("""{"images":[{"b64_json":"@@@"}]}""")]
    [InlineData("""{"audio":{"data":"@@@"}}""")]
    public async Task Media_that_cannot_be_read_is_one_typed_error(string message)
    {
        Assert.Equal(InferenceErrorKind.Protocol, (await FieldAnswer.WholeErrorAsync(Answer(message))).Kind);
        Assert.Equal(
            InferenceErrorKind.Protocol,
            (await FieldAnswer.StreamErrorAsync(Events(Chunk(message, "\"stop\"")) + Done)).Kind);
    }

    [Theory] // https://platform.openai.com/docs/guides/audio
    [InlineData("mp3", "audio/mpeg")]
    [InlineData("wav", "audio/wav")]
    [InlineData("pcm16", "audio/pcm")]
    [InlineData("opus", "audio/opus")]
    public async Task Speech_comes_with_its_transcript_as_text(string format, string type)
    {
        await using var server = ScriptedServer.Start(request => request.Json.TryGetProperty("stream", out _)
            ? Reply.Stream(
                Events(
                    Chunk("""{"audio":{"id":"audio_1"}}"""), Chunk("""{"audio":{"transcript":"Good "}}"""),
                    Chunk("""{"audio":{"data":"AQI="}}"""), Chunk("""{"audio":{"transcript":"day."}}"""),
                    Chunk("""{"audio":{"data":"AwQF"}}"""), Chunk("""{"audio":{"expires_at":7}}""", "\"stop\"")) + Done)
            : Reply.Json(
                Answer(
                    """{"content":null,"audio":{"id":"audio_1","data":"AQIDBAU=","expires_at":7,"transcript":"Good """
                    + """day."}}""")));
        using var router = server.Router();
        var client = router.AsIChatClient("org/model");
        foreach (var options in new ChatOptions[]
        {
            new()
            {
                AdditionalProperties = new()
                {
                    ["audio"] = new Dictionary<string, object?> { ["voice"] = "alloy", ["format"] = format },
                },
            },
            new()
            {
                AdditionalProperties = new()
                {
                    ["audio"] = JsonElement.Parse($$"""{"voice":"alloy","format":"{{format}}"}"""),
                },
            },
            new()
            {
                RawRepresentationFactory = _ => new JsonObject { ["audio"] = new JsonObject { ["format"] = format } },
            },
        })
        {
            foreach (var response in new[] { await client.GetResponseAsync("Hi", options),
                await client.GetStreamingResponseAsync("Hi", options).ToChatResponseAsync() })
            {
                Assert.Equal("Good day.", response.Text);
                var sound = response.Messages[0].Contents.OfType<DataContent>().ToList();
                Assert.Equal([1, 2, 3, 4, 5], sound.SelectMany(piece => piece.Data.ToArray()));
                Assert.All(
                    sound, piece =>
                        Assert.Equal((type, "audio_1"), (piece.MediaType, piece.AdditionalProperties!["id"])));
            }
        }
    }

    [Fact]
    public async Task A_text_beside_speech_is_the_text()
    {
        foreach (var response in new[]
        {
            await FieldAnswer.WholeAsync(
                Answer("""{"audio":{"id":"a","data":"AQI=","transcript":"Good day."},"content":"Good day."}""")),
            await FieldAnswer.StreamAsync(
                Events(
                    Chunk("""{"content":"Good day."}"""),
                    Chunk("""{"audio":{"data":"AQI=","transcript":"Good day."}}""", "\"stop\"")) + Done),
        })
        {
            Assert.Equal("Good day.", response.Text);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Responses_give_images(bool isUrl)
    {
        var item = Responded.Message("Here.");
        item["content"]!.AsArray().Add(new JsonObject
        {
            ["type"] = "output_image",
            ["image_url"] = isUrl ? "https://a.example/cat.png" : $"data:image/png;base64,{Png}",
        });
        await using var server = ScriptedServer.Start(
            Responded.Reply(Responded.Completed(item)),
            Responded.Stream(
                Responded.Created(), Responded.Added(Responded.Message("")), Responded.Text("Here."),
                Responded.Done(item),
                new() { ["type"] = "response.completed", ["response"] = Responded.Response("completed", item) }));
        using var router = server.Router();
        var client = router.Responses();
        foreach (var response in new[] { await client.GetResponseAsync("Hi"),
            await client.GetStreamingResponseAsync("Hi").ToChatResponseAsync() })
        {
            Assert.Equal("Here.", response.Text);
            Assert.Equal(
                isUrl, response.Messages[0].Contents.Last(content => content is not UsageContent) is UriContent);
        }
    }

    [Fact]
    public async Task Images_of_an_answer_go_back_in_the_next_message_of_the_user()
    {
        DataContent image = new(Convert.FromBase64String(Png), "image/png");
        List<ChatMessage> history = [
            new(ChatRole.User, "Draw a cat."), new(ChatRole.Assistant, [new TextContent("Here."), image]),
            new(ChatRole.User, "Bigger.")];

        var messages = await Sent.MessagesAsync(history);
        Assert.Equal(
            ["user", "assistant", "user"], messages.Select(message => message.GetProperty("role").GetString()));
        Assert.Equal("Here.", messages[1].GetProperty("content").GetString());
        Assert.Equal(
            ["text", "image_url", "text"], messages[2].GetProperty("content").EnumerateArray()
            .Select(part => part.GetProperty("type").GetString()));

        var input = (await ResponsesChat.BodyAsync(history)).GetProperty("input");
        Assert.Equal(3, input.GetArrayLength());
        Assert.Equal("Here.", input[1].GetProperty("content").GetString());
        Assert.Equal(
            ["input_text", "input_image", "input_text"], input[2].GetProperty("content").EnumerateArray()
            .Select(part => part.GetProperty("type").GetString()));
    }

    [Fact]
    public async Task Nothing_stands_between_calls_and_their_results()
    {
        DataContent image = new(Convert.FromBase64String(Png), "image/png");
        List<ChatMessage> history =
        [
            new(ChatRole.User, "Draw a cat."),
            new(ChatRole.Assistant, [image, new FunctionCallContent("c", "f")]),
            new(ChatRole.Tool, [new FunctionResultContent("c", "done")]),
            new(ChatRole.Assistant, "Done."),
            new(ChatRole.User, "Thanks."),
        ];

        Assert.Equal(
            ["user", "assistant", "tool", "user", "assistant", "user"], (await Sent.MessagesAsync(history))
            .Select(message => message.GetProperty("role").GetString()));
        var items = (await ResponsesChat.BodyAsync(history)).GetProperty("input").EnumerateArray()
            .Select(item => item.TryGetProperty("type", out var type) && type.GetString() != "message"
            ? type.GetString() : item.GetProperty("role").GetString());
        Assert.Equal(["user", "function_call", "function_call_output", "user", "assistant", "user"], items);
    }

    [Fact]
    public async Task An_image_that_is_all_of_an_answer_leaves_a_word_in_its_place()
    {
        DataContent image = new(Convert.FromBase64String(Png), "image/png");
        var messages = await Sent.MessagesAsync(
            new ChatMessage(ChatRole.User, "Draw a cat."), new ChatMessage(ChatRole.Assistant, [image]),
            new ChatMessage(ChatRole.User, "Bigger."));
        Assert.Equal("[An image]", messages[1].GetProperty("content").GetString());
    }

    [Fact]
    public async Task Speech_goes_back_as_its_transcript()
    {
        var messages = await Sent.MessagesAsync(
            new ChatMessage(ChatRole.User, "Hi"),
            new ChatMessage(
                ChatRole.Assistant, [new TextContent("Good day."), new DataContent(new byte[] { 1, 2 }, "audio/wav")]),
                new ChatMessage(ChatRole.User, "Again."));
        Sent.Same(
            """[{"role":"user","content":"Hi"},{"role":"assistant","content":"Good day."},"""
            + """{"role":"user","content":"Again."}]""",
            JsonSerializer.SerializeToElement(messages));
    }
}
