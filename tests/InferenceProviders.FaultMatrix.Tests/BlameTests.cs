using System.Text.Json;
using InferenceProviders.Conformance.Runners.Chat;
using InferenceProviders.FaultMatrix.Fuzzing;

namespace InferenceProviders.FaultMatrix.Tests;

/// <summary>Whose an exception is, and that the fuzzer's report shows those that are nobody's.</summary>
public sealed class BlameTests
{
    [Fact]
    public void What_the_library_throws_is_its_own()
    {
        var exception = Record.Exception(
            () => new InferenceRouter(new() { UseEnvironment = false, Token = "t" }).AsIChatClient(""))!;

        Assert.True(Blame.IsOurs(exception));
        Assert.False(Blame.IsReading(exception));
    }

    [Fact]
    public void What_the_framework_throws_at_the_reading_is_the_readings()
    {
        var exception = Record.Exception(() => ChatResult.TextOfChunks(JsonSerializer.SerializeToElement(1)))!;

        Assert.False(Blame.IsOurs(exception));
        Assert.True(Blame.IsReading(exception));
    }

    [Fact]
    public void What_is_thrown_elsewhere_is_named_with_its_place()
    {
        var exception = Record.Exception(() => Array.Empty<int>().Single())!;

        Assert.False(Blame.IsOurs(exception));
        Assert.False(Blame.IsReading(exception));
        Assert.StartsWith(
            $"{typeof(InvalidOperationException)} in {typeof(BlameTests)}", Blame.Describe(exception),
            StringComparison.Ordinal);
    }

    [Fact]
    public void The_report_counts_every_end_and_shows_each_kind_of_exception_from_elsewhere_once()
    {
        FuzzFinding[] elsewhere = [new(3, "one", "X in Y"), new(4, "two", "X in Y")];
        var report = new FuzzReport(1, TimeSpan.FromSeconds(20), [50, 40, 5, 3, 2], [], elsewhere);

        Assert.Equal(
            [
                "from elsewhere, 2 times: seed 3, one: X in Y",
                "fuzzing: 100 calls in 20 s from seed 1: 50 answers, 40 typed errors, 5 cancelled, 3 answers that "
                + "the tests cannot read, 2 exceptions from elsewhere, 0 findings",
            ],
            report.Lines);
    }
}
