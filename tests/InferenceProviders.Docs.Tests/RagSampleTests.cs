using InferenceProviders.Emulator;

namespace InferenceProviders.Docs.Tests;

/// <summary>samples/RagReranking as a process of its own.</summary>
public sealed class RagSampleTests
{
    [Fact]
    public async Task Without_a_token_it_answers_with_the_sources_in_order()
    {
        var result = await ProgramProcess.RunAsync(Checkout.Sample("RagReranking"), []);

        Assert.Equal((0, ""), (result.ExitCode, result.Errors));
        var lines = result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal("Where are the highest tides of the world?", lines[0]);
        Assert.StartsWith(
            "[1] The highest tides of the world are in the Bay of Fundy", lines[^3], StringComparison.Ordinal);
        Assert.StartsWith("[3] ", lines[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_a_token_it_embeds_reranks_and_asks_about_the_question_that_it_is_given()
    {
        await using var emulator = await EmulatorHost.StartAsync();

        var result = await ProgramProcess.RunAsync(
            Checkout.Sample("RagReranking"), ["Why are neap tides weak?"], EmulatedEnvironment.Variables(emulator));

        Assert.Equal((0, ""), (result.ExitCode, result.Errors));
        Assert.Contains("[1] Neap tides are weak", result.Output, StringComparison.Ordinal);
        var posts = emulator.Requests.Where(request => request.Method == "POST").ToList();
        Assert.Equal(
            [
                "intfloat/multilingual-e5-large-instruct", "intfloat/multilingual-e5-large-instruct",
                "BAAI/bge-reranker-v2-m3", "openai/gpt-oss-120b",
            ],
            posts.Select(request => request.Model));
        Assert.Equal(5, posts[2].Json!["inputs"]!.AsArray().Count);
        Assert.Contains("[1] Neap tides are weak", posts[3].Text, StringComparison.Ordinal);
        Assert.DoesNotContain("[4]", posts[3].Text, StringComparison.Ordinal);
        Assert.DoesNotContain(emulator.Token, result.Output, StringComparison.Ordinal);
    }
}
