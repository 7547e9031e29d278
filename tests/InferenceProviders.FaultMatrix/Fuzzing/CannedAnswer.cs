namespace InferenceProviders.FaultMatrix.Fuzzing;

/// <summary>One answer of a capture.</summary>
/// <param name="Role">What kind of request it answers, as the captures name them.</param>
/// <param name="Status">The status code.</param>
/// <param name="Headers">The headers, those of the content among them.</param>
/// <param name="Body">The body.</param>
internal sealed record CannedAnswer(
    string Role, int Status, IReadOnlyList<KeyValuePair<string, string>> Headers, byte[] Body)
{
    public bool IsEvents => Body.AsSpan().IndexOf("data:"u8) >= 0;
}
