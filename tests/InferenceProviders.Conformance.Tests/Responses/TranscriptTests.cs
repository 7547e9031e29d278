using System.Globalization;
using System.Text;
using InferenceProviders.Conformance.Responses.Replay;
using Xunit.Abstractions;
using Xunit.Sdk;

namespace InferenceProviders.Conformance.Responses;

/// <summary>
/// Recordings of a real Responses server (huggingface/responses.js), replayed through our public API. Differences that
/// are meant are declared in <c>deviations.json</c> beside this file. <c>RESPONSES_TRANSCRIPTS</c> names a file with
/// more of them.
/// </summary>
public sealed class TranscriptTests(TranscriptTests.Console console, ITestOutputHelper output)
    : IClassFixture<TranscriptTests.Console>
{
    public static TheoryData<string> Ids => new(TranscriptRun.All.Ids);

    [Theory]
    [MemberData(nameof(Ids))]
    public async Task The_transcript_is_replayed(string id)
    {
        var outcome = await TranscriptRun.All.OutcomeAsync(id);

        foreach (var (difference, deviation) in outcome.Declared)
        {
            output.WriteLine($"declared: {difference.Where}: {deviation.Reason}");
        }

        Assert.False(outcome.IsFailure, outcome.Describe());
    }

    [Fact]
    public async Task The_transcripts_are_all_accounted_for()
    {
        var outcomes = new List<Outcome>();
        foreach (var id in TranscriptRun.All.Ids)
        {
            outcomes.Add(await TranscriptRun.All.OutcomeAsync(id));
        }

        var unused = TranscriptRun.All.Deviations.Unused.ToList();
        console.Write(
            $"transcripts: {outcomes.Count} cases: {outcomes.Count(outcome => outcome.IsMatch)} match,"
            + $" {outcomes.Count(outcome => outcome.IsDeviation)} declared deviations,"
            + $" {outcomes.Count(outcome => outcome.IsFailure)} failures");
        output.WriteLine(Describe(outcomes, unused.ConvertAll(deviation => deviation.ToString())));
        Assert.NotEmpty(outcomes);
        Assert.DoesNotContain(outcomes, outcome => outcome.IsFailure);
        Assert.Empty(unused);
    }

    private static string Describe(List<Outcome> outcomes, List<string> unused)
    {
        var text = new StringBuilder();
        foreach (var (deviation, count) in TranscriptRun.All.Deviations.Used)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"deviation, {count} times: {deviation}");
        }

        foreach (var deviation in unused)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"unused deviation: {deviation}");
        }

        foreach (var outcome in outcomes.Where(outcome => outcome.IsFailure))
        {
            text.AppendLine(outcome.Describe());
        }

        return text.ToString();
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
