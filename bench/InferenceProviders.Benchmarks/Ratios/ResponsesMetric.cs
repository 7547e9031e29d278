namespace InferenceProviders.Benchmarks.Ratios;

/// <summary>The Responses API: long streams and whole answers, without and with the items of an MCP server.</summary>
internal sealed class ResponsesMetric : IMetric
{
    private const int Deltas = 10_000;
    private const int Words = 100;

    public string Name => "responses";

    public async IAsyncEnumerable<Figure> MeasureAsync(Contest contest)
    {
        foreach (var (kind, title) in ((string, string)[])[("", ""), ("-mcp", " with MCP")])
        {
            var stream = contest.All(
                subject => subject.StreamResponse(contest.Server.For($"responses{kind}-{Deltas}")));
            await Measure.WarmUpAsync(stream, TimeSpan.FromSeconds(3));
            foreach (var figure in contest.Figures(
                $"responses{title}, events per second", await StreamMetric.SpeedsAsync(stream, Deltas), ">= 2 x peer",
                (ours, _, peer) => ours >= 2 * peer))
            {
                yield return figure;
            }

            foreach (var figure in contest.Figures(
                $"responses{title}, allocated per event, B", await StreamMetric.PerChunkAsync(stream, Deltas),
                "<= peer / 3", (ours, _, peer) => ours <= peer / 3))
            {
                yield return figure;
            }

            var whole = contest.All(subject => subject.Respond(contest.Server.For($"response{kind}-{Words}")));
            await Measure.WarmUpAsync(whole, TimeSpan.FromSeconds(3));
            var times = await Measure.LatenciesAsync(whole, 2000);
            foreach (var figure in contest.Figures(
                $"response{title}, latency p50, µs", [.. times.Select(own => Measure.Percentile(own, 50))], "<= peer",
                (ours, _, peer) => ours <= peer))
            {
                yield return figure;
            }

            foreach (var figure in contest.Figures(
                $"response{title}, allocated, B", await Measure.AllocatedAsync(whole, 500), "<= peer / 3",
                (ours, _, peer) => ours <= peer / 3))
            {
                yield return figure;
            }
        }
    }
}
