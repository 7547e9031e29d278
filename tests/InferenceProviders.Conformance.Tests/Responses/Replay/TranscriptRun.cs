using InferenceProviders.Conformance.Comparison;
using InferenceProviders.Conformance.Deviations;
using InferenceProviders.Conformance.Responses.Comparison;
using InferenceProviders.Conformance.Responses.Transcripts;

namespace InferenceProviders.Conformance.Responses.Replay;

/// <summary>All recordings, replayed.</summary>
internal sealed class TranscriptRun
{
    private readonly RememberedRuns<Transcript, Outcome> _runs;

    public TranscriptRun(IEnumerable<Transcript> transcripts, DeviationList deviations)
    {
        Deviations = deviations;
        _runs = new(transcripts, transcript => transcript.Name, ReplayAsync);
    }

    public static TranscriptRun All { get; } = new(
        TranscriptFiles.All, DeviationList.Load([Path.Combine(AppContext.BaseDirectory, "deviations.responses.json")]));

    public DeviationList Deviations { get; }

    public IEnumerable<string> Ids => _runs.Cases.Keys;

    public Task<Outcome> OutcomeAsync(string id) => _runs.OutcomeAsync(id);

    private async Task<Outcome> ReplayAsync(Transcript transcript)
    {
        IReadOnlyList<Difference> differences;
        try
        {
            differences = await TranscriptReplay.RunAsync(transcript);
        }
        catch (Exception exception)
        {
            // A crash of one, ours or the harness's, is that one's failure and must not hide the others.
            differences = [new Difference("crash", transcript.Name, exception.ToString())];
        }

        var (declared, undeclared) = Deviations.Split(transcript.Name, client: null, differences);
        return new Outcome(transcript, declared, undeclared);
    }
}
