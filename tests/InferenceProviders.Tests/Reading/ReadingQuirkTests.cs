using Microsoft.Extensions.AI;

namespace InferenceProviders.Tests.Reading;

/// <summary>Every quirk of every provider, from bytes on a socket, cut at every byte at least once.</summary>
public sealed class ReadingQuirkTests
{
    private static readonly Dictionary<string, Quirk> Quirks =
        ReasoningQuirks.All.Concat(ToolCallQuirks.All).Concat(AnswerQuirks.All).ToDictionary(quirk => quirk.Name);

    public static TheoryData<string> Streamed =>
        [.. Quirks.Values.Where(quirk => quirk.Stream is not null).Select(quirk => quirk.Name)];

    public static TheoryData<string> Whole =>
        [.. Quirks.Values.Where(quirk => quirk.Whole is not null).Select(quirk => quirk.Name)];

    public static TheoryData<string> Both =>
        [.. Quirks.Values.Where(quirk => quirk is { Stream: not null, Whole: not null }).Select(quirk => quirk.Name)];

    [Theory]
    [MemberData(nameof(Streamed))]
    public async Task A_stream_is_read_right_wherever_it_is_cut(string name)
    {
        var quirk = Quirks[name];
        var bytes = quirk.Stream.AsMemory();
        var cut = 0;
        await using var server = ScriptedServer.Start(_ => cut == 0 ? Reply.Stream(quirk.Stream!)
            : Reply.Chunked([bytes[..cut], bytes[cut..]]));
        using var router = server.Router();
        var chat = router.AsIChatClient("org/model");

        var uncut = await chat.GetStreamingResponseAsync("Hi").ToChatResponseAsync();
        quirk.Check(uncut);
        for (cut = 1; cut < bytes.Length; cut++)
        {
            var response = await chat.GetStreamingResponseAsync("Hi").ToChatResponseAsync();
            Assert.Equal((cut, Describe.Response(uncut)), (cut, Describe.Response(response)));
        }

        Assert.True(server.ConnectionCount < 50, "Connections are used again after a stream.");
    }

    [Theory]
    [MemberData(nameof(Streamed))]
    public async Task A_stream_is_read_right_byte_by_byte(string name)
    {
        var quirk = Quirks[name];
        await using var server = ScriptedServer.Start(
            Reply.Chunked(quirk.Stream!.Select((_, index) => new ReadOnlyMemory<byte>(quirk.Stream, index, 1))));
        using var router = server.Router();

        quirk.Check(await router.AsIChatClient("org/model").GetStreamingResponseAsync("Hi").ToChatResponseAsync());
    }

    [Theory]
    [MemberData(nameof(Whole))]
    public async Task A_whole_answer_is_read_right_wherever_it_is_cut(string name)
    {
        var quirk = Quirks[name];
        var bytes = quirk.Whole.AsMemory();
        var cut = 0;
        await using var server = ScriptedServer.Start(_ => cut == 0 ? Reply.Whole(quirk.Whole!)
            : Reply.Chunked([bytes[..cut], bytes[cut..]], "application/json"));
        using var router = server.Router();
        var chat = router.AsIChatClient("org/model");

        var uncut = await chat.GetResponseAsync("Hi");
        quirk.Check(uncut);
        for (cut = 1; cut < bytes.Length; cut++)
        {
            Assert.Equal((cut, Describe.Response(uncut)), (cut, Describe.Response(await chat.GetResponseAsync("Hi"))));
        }
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task Both_modes_give_the_same_response(string name)
    {
        var quirk = Quirks[name];
        await using var server = ScriptedServer.Start(Reply.Stream(quirk.Stream!), Reply.Whole(quirk.Whole!));
        using var router = server.Router();
        var chat = router.AsIChatClient("org/model");

        var streamed = await chat.GetStreamingResponseAsync("Hi").ToChatResponseAsync();
        var whole = await chat.GetResponseAsync("Hi");

        Assert.Equal(Describe.Response(whole), Describe.Response(streamed));
    }
}
