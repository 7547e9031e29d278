using Microsoft.Extensions.AI;

namespace InferenceProviders.Tests.Reading;

/// <summary>
/// Responses of status 200 that are none, cut at every byte at least once: each is one typed error, never a partial
/// result.
/// </summary>
public sealed class BrokenAnswerTests
{
    private static readonly Dictionary<string, BrokenAnswer> Cases =
        BrokenAnswers.Bodies.Concat(BrokenAnswers.Beginnings).Concat(BrokenAnswers.Middles)
            .ToDictionary(item => item.Name);

    public static TheoryData<string> Bodies => [.. BrokenAnswers.Bodies.Select(item => item.Name)];

    public static TheoryData<string> All => [.. Cases.Keys];

    [Theory]
    [MemberData(nameof(Bodies))]
    public async Task A_body_that_is_no_answer_is_an_error(string name)
    {
        var broken = Cases[name];
        foreach (var reply in Cuts(broken.Body, "application/json"))
        {
            await using var server = ScriptedServer.Start(reply);
            using var router = server.Router();

            var error = await Assert.ThrowsAsync<InferenceException>(
                () => router.AsIChatClient("org/model").GetResponseAsync("Hi"));

            Check(broken, error);
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task A_stream_that_is_no_answer_is_an_error_wherever_it_is_cut(string name)
    {
        var broken = Cases[name];
        var replies = Cuts(broken.Body, "text/event-stream").ToList();
        var next = -1;
        await using var server = ScriptedServer.Start(_ => replies[Interlocked.Increment(ref next)]);
        using var router = server.Router();
        var chat = router.AsIChatClient("org/model");
        foreach (var _ in replies)
        {
            var text = "";
            var error = await Assert.ThrowsAsync<InferenceException>(async () =>
            {
                await foreach (var update in chat.GetStreamingResponseAsync("Hi"))
                {
                    text += update.Text;
                }
            });

            Check(broken, error);
            Assert.Equal(broken.PartialText ?? "", text);
        }
    }

    private static void Check(BrokenAnswer broken, InferenceException error)
    {
        Assert.Equal(broken.Kind, error.Kind);
        Assert.Contains(broken.Words, error.Message, StringComparison.Ordinal);
        Assert.Equal(broken.PartialText, error.PartialText);
        Assert.Equal("org/model", error.Model);
        Assert.Equal("auto", error.Provider);
        if (broken.PartialText is not null)
        {
            Assert.Equal(4, error.Usage?.InputTokenCount);
            Assert.IsType<InferenceException>(error.InnerException);
        }

        Assert.NotEmpty(error.Attempts);
    }

    private static IEnumerable<Reply> Cuts(ReadOnlyMemory<byte> body, string contentType)
    {
        yield return Reply.Whole(body.ToArray(), contentType);
        for (var cut = 1; cut < body.Length; cut++)
        {
            yield return Reply.Chunked([body[..cut], body[cut..]], contentType);
        }
    }
}
