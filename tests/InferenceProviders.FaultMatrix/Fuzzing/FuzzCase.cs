namespace InferenceProviders.FaultMatrix.Fuzzing;

/// <summary>A call, and the answers that it got when it was recorded.</summary>
/// <param name="Name">Where it was recorded.</param>
/// <param name="Answers">In the order in which they came.</param>
/// <param name="CallAsync">Makes the call through the public API, with a network and a clock.</param>
internal sealed record FuzzCase(
    string Name, IReadOnlyList<CannedAnswer> Answers,
    Func<HttpMessageHandler, TimeProvider, CancellationToken, Task> CallAsync)
{
    public override string ToString() => Name;
}
