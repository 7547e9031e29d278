using InferenceProviders.Conformance.Replay;
using Xunit.Abstractions;
using Xunit.Sdk;

namespace InferenceProviders.Conformance;

/// <summary>
/// The run as a whole: its count, and that no declared deviation is left over from a difference that is gone.
/// </summary>
public sealed class SummaryTests(SummaryTests.Console console, ITestOutputHelper output)
    : IClassFixture<SummaryTests.Console>
{
    [Fact]
    public async Task The_captures_are_all_accounted_for()
    {
        var summary = await CaptureRun.All.SummarizeAsync();

        console.Write(summary.Overview());
        output.WriteLine(summary.Describe());
        Assert.NotEmpty(summary.Outcomes);
        Assert.True(summary.IsGood, summary.Describe());
    }

    /// <summary>
    /// What <c>dotnet test</c> shows whether a test passes or not: the diagnostic messages, which
    /// <c>xunit.runner.json</c> switches on.
    /// </summary>
    public sealed class Console(IMessageSink messages)
    {
        public void Write(string text) => messages.OnMessage(new DiagnosticMessage("{0}", text));
    }
}
