using InferenceProviders.Conformance.Comparison;
using InferenceProviders.Conformance.Deviations;
using InferenceProviders.Conformance.Replay;

namespace InferenceProviders.Conformance.Harness;

public sealed class DeviationTests
{
    private const string Name = "groq/chat-completion--plain--routed";

    private static readonly Deviation Temperature = new()
    {
        Cases = ["groq/chat-*"],
        What = ["inference/body/temperature"],
        Theirs = "1",
        Ours = Difference.Absent,
        Reason = "Only for this test.",
    };

    [Fact]
    public async Task A_declared_difference_is_a_deviation_and_the_rest_of_the_case_is_still_compared()
    {
        var declared = Captures.Changed(
            "js/groq.jsonl", Name, root => root["exchanges"]![1]!["request"]!["body"]!["$json"]!["temperature"] = 1);
        var more = Captures.Changed("js/groq.jsonl", Name, root =>
        {
            root["exchanges"]![1]!["request"]!["body"]!["$json"]!["temperature"] = 1;
            root["exchanges"]![1]!["request"]!["body"]!["$json"]!["seed"] = 1;
        });

        Assert.True((await OutcomeAsync(declared, Temperature)).IsDeviation);
        var outcome = await OutcomeAsync(more, Temperature);
        Assert.True(outcome.IsFailure);
        Assert.Equal("inference/body/seed", Assert.Single(outcome.Undeclared).Where);
        Assert.Contains("inference/body/seed", outcome.Describe(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("client")]
    [InlineData("cases")]
    [InlineData("what")]
    [InlineData("theirs")]
    [InlineData("ours")]
    public async Task A_deviation_covers_no_more_than_it_names(string part)
    {
        var deviation = part switch
        {
            "client" => Temperature with { Client = "huggingface_hub" },
            "cases" => Temperature with { Cases = ["groq/chat-*--direct"] },
            "what" => Temperature with { What = ["inference/body/temp"] },
            "theirs" => Temperature with { Theirs = "2" },
            _ => Temperature with { Ours = "0.*" },
        };
        var wireCase = Captures.Changed(
            "js/groq.jsonl", Name, root => root["exchanges"]![1]!["request"]!["body"]!["$json"]!["temperature"] = 1);

        Assert.True((await OutcomeAsync(wireCase, deviation)).IsFailure);
    }

    [Fact]
    public async Task A_deviation_that_no_case_needs_is_a_failure_of_the_run()
    {
        var run = new CaptureRun([Captures.Changed("js/groq.jsonl", Name, _ => { })], new DeviationList([Temperature]));

        var summary = await run.SummarizeAsync();

        Assert.False(summary.IsGood);
        Assert.Equal("1 cases: 1 match, 0 declared deviations, 0 failures", summary.Line);
        Assert.Contains("unused deviation: groq/chat-*", summary.Describe(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_case_without_a_runner_is_counted_and_listed_as_pending()
    {
        var run = new CaptureRun(
            [Captures.Changed("js/groq.jsonl", Name, root => root["call"]!["method"] = "unheardOf")],
            new DeviationList([]));

        var summary = await run.SummarizeAsync();

        Assert.Equal("0 cases: 0 match, 0 declared deviations, 0 failures (1 pending: no runner yet)", summary.Line);
        Assert.Contains("pending: unheardOf (1)", summary.Overview(), StringComparison.Ordinal);
        Assert.Contains($"pending: {Name}", summary.Describe(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_case_that_cannot_be_replayed_is_a_failure_and_does_not_hide_the_others()
    {
        var run = new CaptureRun(
            [Captures.Changed("js/groq.jsonl", Name, _ => { }),
                Captures.Changed(
                    "js/groq.jsonl", Name, root => root["call"]!["arguments"]!["messages"]![0]!["odd"] = 1)],
            new DeviationList([]));

        var summary = await run.SummarizeAsync();

        Assert.Equal("2 cases: 1 match, 0 declared deviations, 1 failures", summary.Line);
        Assert.Contains("could not be replayed", summary.Describe(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_deviation_needs_a_reason() =>
        Assert.Throws<InvalidDataException>(() => new DeviationList([Temperature with { Reason = "because" }]));

    private static Task<Outcome> OutcomeAsync(Wire.WireCase wireCase, Deviation deviation) =>
        new CaptureRun([wireCase], new DeviationList([deviation])).OutcomeAsync(wireCase.Id);
}
