using InferenceProviders.FaultMatrix.Subjects;

namespace InferenceProviders.FaultMatrix.Tests;

/// <summary>
/// One run of the whole matrix against this library, for all tests: most of its scenarios wait, and they wait side by
/// side.
/// </summary>
public sealed class MatrixRun : IAsyncLifetime
{
    private IReadOnlyList<Verdict> _verdicts = [];

    internal IReadOnlyList<Verdict> Verdicts => _verdicts;

    public async Task InitializeAsync() => _verdicts = await Matrix.RunAsync(new OurClient());

    public Task DisposeAsync() => Task.CompletedTask;
}
