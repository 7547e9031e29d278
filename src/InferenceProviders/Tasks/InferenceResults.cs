using System.Collections;
using Microsoft.Extensions.AI;

namespace InferenceProviders;

/// <summary>
/// The results of a task that gives several, in the provider's order, which is the most likely first wherever they have
/// scores.
/// </summary>
/// <typeparam name="T">One result.</typeparam>
public sealed class InferenceResults<T> : IReadOnlyList<T>
{
    private readonly IReadOnlyList<T> _items;

    internal InferenceResults(IReadOnlyList<T> items, RoutingReport report, RawJson? raw)
    {
        _items = items;
        Report = report;
        Raw = raw;
    }

    /// <summary>
    /// The token with which the same call goes on (<see cref="QueuedTaskOptions.ContinuationToken"/>): there are no
    /// results yet. Null when they are there, as always without
    /// <see cref="QueuedTaskOptions.AllowBackgroundResponses"/>.
    /// </summary>
    public ResponseContinuationToken? ContinuationToken { get; internal init; }

    /// <summary>How many there are. There may be none.</summary>
    public int Count => _items.Count;

    /// <summary>Who answered, and what was tried before.</summary>
    public RoutingReport Report { get; }

    /// <summary>The provider's answer as it was received; null when it was a file rather than JSON.</summary>
    public RawJson? Raw { get; }

    /// <summary>The result at an index.</summary>
    public T this[int index] => _items[index];

    /// <inheritdoc/>
    public IEnumerator<T> GetEnumerator() => _items.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
