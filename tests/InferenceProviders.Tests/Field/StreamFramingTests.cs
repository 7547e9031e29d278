using Microsoft.Extensions.AI;
using static InferenceProviders.TestUtilities.Wire;

namespace InferenceProviders.Tests.Field;

/// <summary>
/// Events that are not framed as they should be. Nothing of them is dropped in silence: they are read, or they are an
/// error.
/// </summary>
[Trait("Category", "Field")]
public sealed class StreamFramingTests
{
    private static readonly string One = Chunk("""{"content":"One "}""");
    private static readonly string Two = Chunk("""{"content":"two "}""");
    private static readonly string Three = Chunk("""{"content":"three"}""");
    private static readonly string Stop = Chunk("{}", "\"stop\"");

    public static TheoryData<string, string> Readable => new()
    {
        // danny-avila/LibreChat#4820
        { "two values in one event", Events(One, Two + Three, Stop) + Done },
        { "two values in one event, with white space between them", Events(One, $"{Two} \t{Three}", Stop) + Done },
        { "all values in one event", Events(One + Two + Three + Stop) + Done },
        { "several data lines in one event", $"data: {One}\ndata: {Two}\ndata: {Three}\n\ndata: {Stop}\n\n{Done}" },
        { "no blank lines at all", $"data: {One}\ndata: {Two}\ndata: {Three}\ndata: {Stop}\ndata: [DONE]\n" },
        { "no blank lines, and no [DONE]", $"data: {One}\ndata: {Two}\ndata: {Three}\ndata: {Stop}\n" },
        { "no line ends between events", $"data: {One}data: {Two}data: {Three}\n\n{Events(Stop)}{Done}" },
        { "[DONE] behind the last event", $"{Events(One, Two, Three)}data: {Stop}\ndata: [DONE]\n\n" },
        { "[DONE] glued to the last event", $"{Events(One, Two, Three)}data: {Stop}[DONE]\n\n" },

        // JSON lines in place of events
        { "JSON lines", $"{One}\n{Two}\n{Three}\n{Stop}\n" },
        { "JSON lines ended by CRLF", $"{One}\r\n{Two}\r\n{Three}\r\n{Stop}\r\n" },
        { "JSON lines with blank lines and a byte order mark", $"\uFEFF{One}\n\n{Two}\n\n{Three}\n\n{Stop}\n\n" },
        { "JSON lines and [DONE]", $"{One}\n{Two}\n{Three}\n{Stop}\n[DONE]\n" },
        { "JSON values without lines", One + Two + Three + Stop },
        { "a JSON line, and then events", $"{One}\n{Events(Two, Three, Stop)}{Done}" },
        { "events, and then JSON lines", $"{Events(One)}{Two}\n{Three}\n{Events(Stop)}{Done}" },
        { "a JSON line right behind a data line", $"data: {One}\n{Two}\n{Events(Three, Stop)}{Done}" },
        { "a JSON line at the end, without a line end", $"{Events(One, Two, Three)}{Stop}" },
        { "bare JSON over several lines",
            Events(One, Two) + Three.Replace(",\"", ",\n  \"", StringComparison.Ordinal) + "\n" + Events(Stop) + Done },
    };

    [Theory]
    [MemberData(nameof(Readable))]
    public async Task Everything_is_read(string name, string body)
    {
        var bytes = Bytes(body);
        List<Reply> replies = [Reply.Whole(bytes, "text/event-stream"), Reply.Whole(bytes, "application/x-ndjson")];
        for (var cut = 1; cut < bytes.Length; cut += 7)
        {
            replies.Add(Reply.Chunked([bytes.AsMemory(0, cut), bytes.AsMemory(cut)]));
        }

        var next = -1;
        await using var server = ScriptedServer.Start(_ => replies[Interlocked.Increment(ref next)]);
        using var router = server.Router();
        foreach (var _ in replies)
        {
            var response = await router.AsIChatClient("org/model").GetStreamingResponseAsync("Hi")
                .ToChatResponseAsync();

            Assert.Equal((name, "One two three", ChatFinishReason.Stop), (name, response.Text, response.FinishReason));
        }
    }

    [Fact]
    public async Task JSON_lines_are_given_out_as_they_come()
    {
        var go = new TaskCompletionSource();
        await using var server = ScriptedServer.Start(
            Reply.Open("application/x-ndjson")
            .Then(
                Reply.Chunk($"{One}\n{Two}\n"), new ReplyStep.Gate(new(), go.Task), Reply.Chunk($"{Stop}\n"),
                Reply.End));
        using var router = server.Router();
        await using var updates = router.AsIChatClient("org/model").GetStreamingResponseAsync("Hi")
            .GetAsyncEnumerator();

        Assert.True(await updates.MoveNextAsync());
        Assert.Equal("One ", updates.Current.Text);
        Assert.True(await updates.MoveNextAsync());
        Assert.Equal("two ", updates.Current.Text);
        go.SetResult();
        while (await updates.MoveNextAsync())
        {
        }
    }

    public static TheoryData<string, string, string> Unreadable => new()
    {
        { "text behind an event", Events(One, Two + "garbage", Stop) + Done, "malformed JSON" },
        { "half a value behind an event", Events(One, Two + "{\"choices\":[", Stop) + Done, "malformed JSON" },
        { "a bracket behind an event", Events(One, Two + "}", Stop) + Done, "malformed JSON" },
        { "an error behind a chunk, in one event",
            Events(One, Two + """{"error":{"message":"Out of memory"}}""", Stop) + Done, "Out of memory" },
        { "an error beside a chunk",
            Events(One, Two[..^1] + ""","error":{"message":"Out of memory","code":500}}""", Stop)
            + Done, "Out of memory" },
        { "an error in a second data line",
            $"{Events(One)}data: {Two}\ndata: {{\"error\":\"Out of memory\"}}\n\n{Events(Stop)}{Done}",
            "Out of memory" },

        // lemonade-sdk/lemonade#2826: the error of the server behind it, as it came
        { "an error as a bare line", $"{Events(One)}{{\"error\":{{\"code\":400,\"message\":\"Out of memory\"}}}}\n",
            "Out of memory" },
        { "an error as a bare line, without a line end",
            $"{Events(One)}{{\"error\":{{\"code\":400,\"message\":\"Out of memory\"}}}}", "Out of memory" },
        { "an error over several bare lines, and [DONE]",
            $"{Events(One)}{{\n  \"error\": {{\n    \"message\": \"Out of memory\"\n  }}\n}}\n\n{Done}",
            "Out of memory" },
        { "half an error as a bare line, and [DONE]", $"{Events(One)}{{\"error\":{{\"message\":\n\n{Done}",
            "malformed JSON" },
        { "JSON lines that end in the middle", $"{One}\n{Two}\n", "ended in the middle" },
        { "a JSON line that is cut", $"{One}\n{{\"choices\":[{{\"delta\":", "malformed JSON" },
    };

    [Theory]
    [MemberData(nameof(Unreadable))]
    public async Task What_cannot_be_read_is_an_error_with_what_came_before(string name, string body, string words)
    {
        var error = await FieldAnswer.StreamErrorAsync(body);

        Assert.Equal((name, InferenceErrorKind.Interrupted), (name, error.Kind));
        Assert.Contains(words, error.Message, StringComparison.Ordinal);
        Assert.StartsWith("One ", error.PartialText, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("garbage", "malformed JSON")]
    [InlineData("}", "malformed JSON")]
    [InlineData("{\"choices\":[", "malformed JSON")]
    public async Task Bytes_behind_a_whole_answer_are_an_error(string behind, string words)
    {
        var error = await FieldAnswer.WholeErrorAsync(Answer("""{"content":"Hi"}""") + behind);

        Assert.Equal(InferenceErrorKind.Protocol, error.Kind);
        Assert.Contains(words, error.Message, StringComparison.Ordinal);
        Assert.Equal(
            InferenceErrorKind.Protocol,
            (await FieldAnswer.StreamErrorAsync(Answer("""{"content":"Hi"}""") + behind)).Kind);
    }

    [Fact]
    public async Task An_error_behind_a_whole_answer_breaks_it_off()
    {
        var error = await FieldAnswer.WholeErrorAsync(
            Answer("""{"content":"Once upon"}""") + """{"error":{"message":"Out of memory"}}""");

        Assert.Equal((InferenceErrorKind.Interrupted, "Once upon"), (error.Kind, error.PartialText));
        Assert.Contains("Out of memory", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_whole_answer_in_pieces_is_read()
    {
        Assert.Equal("One two three", (await FieldAnswer.WholeAsync($"{One}\n{Two}\n{Three}\n{Stop}\n")).Text);
        Assert.Contains(
            "ended in the middle", (await FieldAnswer.WholeErrorAsync($"{One}\n{Two}\n")).Message,
            StringComparison.Ordinal);
    }
}
