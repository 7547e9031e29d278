namespace InferenceProviders.Benchmarks.Ratios;

/// <summary>
/// A batch of vectors of 1,024 dimensions, in base64 and in JSON numbers. All of the compared must read the same bits.
/// </summary>
internal sealed class EmbeddingMetric : IMetric
{
    private const int Vectors = 256;

    public string Name => "embeddings";

    public async IAsyncEnumerable<Figure> MeasureAsync(Contest contest)
    {
        string[] texts = [.. Enumerable.Range(0, Vectors).Select(index => $"Text {index} of the batch")];
        // A round is long enough for each to pay for the collection of its own garbage.
        foreach (var (form, share, times) in new[] { ("base64", 3, 20), ("floats", 6, 6) })
        {
            var address = contest.Server.For($"{form}-{Vectors}");
            var operations = contest.All(subject => subject.Embed(address, texts));
            await Measure.WarmUpAsync(operations, TimeSpan.FromSeconds(6));
            var measured = await Measure.TimesAsync(operations, rounds: 15, times);
            foreach (var figure in contest.Figures(
                $"embeddings {Vectors} x 1024, {form}, ms", [.. measured.Select(microseconds => microseconds / 1000)],
                $">= {share} x peer", (ours, _, peer) => peer / ours >= share))
            {
                yield return figure;
            }

            var allocated = await Measure.AllocatedAsync(operations, 5);
            foreach (var figure in contest.Figures(
                $"embeddings {Vectors} x 1024, {form}, KB a vector",
                [.. allocated.Select(bytes => bytes / Vectors / 1024)], "<= 4.4 KB", (ours, _, _) => ours <= 4.4))
            {
                yield return figure;
            }
        }
    }
}
