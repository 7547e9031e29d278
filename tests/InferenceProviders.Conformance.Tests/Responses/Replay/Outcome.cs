using InferenceProviders.Conformance.Comparison;
using InferenceProviders.Conformance.Deviations;
using InferenceProviders.Conformance.Responses.Comparison;
using InferenceProviders.Conformance.Responses.Transcripts;

namespace InferenceProviders.Conformance.Responses.Replay;

/// <summary>What came of one recording.</summary>
internal sealed record Outcome(
    Transcript Transcript, IReadOnlyList<(Difference Difference, Deviation Deviation)> Declared,
    IReadOnlyList<Difference> Undeclared)
{
    public bool IsFailure => Undeclared.Count > 0;

    public bool IsDeviation => !IsFailure && Declared.Count > 0;

    public bool IsMatch => !IsFailure && Declared.Count == 0;

    public string Describe() => $"{Transcript.Name}\n{string.Join('\n', Undeclared)}";
}
