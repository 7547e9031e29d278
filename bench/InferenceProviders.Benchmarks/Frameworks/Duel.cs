using InferenceProviders.Benchmarks.Ratios;

namespace InferenceProviders.Benchmarks.Frameworks;

/// <summary>One operation of a framework, over three clients: ours, the floor's and the peer's.</summary>
/// <param name="Name">The operation.</param>
/// <param name="Peer">Whom it is compared with.</param>
/// <param name="Operations">Ours, the floor's, the peer's.</param>
internal sealed record Duel(string Name, string Peer, Func<Task<int>>[] Operations)
{
    private const int Calls = 1200;
    private const double Share = 0.7;

    /// <summary>The median time of a call, and the bytes that it allocates.</summary>
    public async IAsyncEnumerable<Figure> MeasureAsync()
    {
        await Measure.WarmUpAsync(Operations, TimeSpan.FromSeconds(4));
        var times = await Measure.LatenciesAsync(Operations, Calls);
        yield return Row("p50, µs", [.. times.Select(own => Measure.Percentile(own, 50))]);
        yield return Row("allocated, B", await Measure.AllocatedAsync(Operations, 100));
    }

    private Figure Row(string what, double[] numbers) =>
        new($"{Name}, {what} (peer: {Peer})", numbers[0], numbers[1], numbers[2], $"<= {Share} x peer",
            numbers[0] <= Share * numbers[2]);
}
