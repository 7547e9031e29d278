namespace InferenceProviders.Responses.Comparison;

/// <summary>One thing in which we and the recording differ.</summary>
/// <param name="Where"><c>request</c>, <c>request/body/…</c>, <c>request/input/…</c>, <c>answer</c> or <c>answer/…</c>.</param>
/// <param name="Theirs">What the recording has.</param>
/// <param name="Ours">What we have.</param>
internal sealed record Difference(string Where, string Theirs, string Ours)
{
    /// <summary>Stands for what is not there.</summary>
    public const string Absent = "(absent)";

    public override string ToString() => $"  {Where}\n    theirs: {Shorten(Theirs)}\n    ours:   {Shorten(Ours)}";

    private static string Shorten(string text) => text.Length > 700 ? text[..700] + "…" : text;
}
