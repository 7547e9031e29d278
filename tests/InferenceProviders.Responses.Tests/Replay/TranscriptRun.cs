using System.Collections.Concurrent;
using InferenceProviders.Responses.Comparison;
using InferenceProviders.Responses.Deviations;
using InferenceProviders.Responses.Transcripts;

namespace InferenceProviders.Responses.Replay;

/// <summary>All recordings, each replayed once and remembered.</summary>
internal sealed class TranscriptRun
{
    private readonly Dictionary<string, Transcript> _transcripts = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Lazy<Task<Outcome>>> _outcomes = new(StringComparer.Ordinal);

    public TranscriptRun(IEnumerable<Transcript> transcripts, DeviationList deviations)
    {
        Deviations = deviations;
        foreach (var transcript in transcripts)
        {
            var id = transcript.Name;
            for (var copy = 2; !_transcripts.TryAdd(id, transcript); copy++)
            {
                id = $"{transcript.Name} ({copy})";
            }
        }
    }

    public static TranscriptRun All { get; } = new(TranscriptFiles.All, DeviationList.Load(Path.Combine(AppContext.BaseDirectory, "deviations.json")));

    public DeviationList Deviations { get; }

    public IEnumerable<string> Ids => _transcripts.Keys;

    public Task<Outcome> OutcomeAsync(string id) => _outcomes.GetOrAdd(id, key => new Lazy<Task<Outcome>>(() => ReplayAsync(_transcripts[key]))).Value;

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

        var declared = new List<(Difference, Deviation)>();
        var undeclared = new List<Difference>();
        foreach (var difference in differences)
        {
            if (Deviations.Find(difference) is { } deviation)
            {
                declared.Add((difference, deviation));
            }
            else
            {
                undeclared.Add(difference);
            }
        }

        return new Outcome(transcript, declared, undeclared);
    }
}
