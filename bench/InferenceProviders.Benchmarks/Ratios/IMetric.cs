namespace InferenceProviders.Benchmarks.Ratios;

/// <summary>Measures one thing, and says what came out.</summary>
internal interface IMetric
{
    /// <summary>A word or two, by which it can be chosen on the command line.</summary>
    string Name { get; }

    IAsyncEnumerable<Figure> MeasureAsync(Contest contest);
}
