using System.Collections;

namespace InferenceProviders.Routing.Calls;

/// <summary>The attempts of a call. Nearly always there is one, which takes no list and no array.</summary>
internal sealed class AttemptList : IReadOnlyList<RouteAttempt>
{
    private RouteAttempt? _first;
    private List<RouteAttempt>? _more;

    public int Count => _first is null ? 0 : 1 + (_more?.Count ?? 0);

    public RouteAttempt this[int index] =>
        index == 0 && _first is not null ? _first
        : index > 0 && index < Count ? _more![index - 1]
        : throw new ArgumentOutOfRangeException(nameof(index), index, $"There are {Count} attempts.");

    public void Add(RouteAttempt attempt)
    {
        if (_first is null)
        {
            _first = attempt;
        }
        else
        {
            (_more ??= []).Add(attempt);
        }
    }

    /// <summary>Puts one in the place of another; nothing happens when that one is not there.</summary>
    public void Replace(RouteAttempt? old, RouteAttempt attempt)
    {
        if (old is not null && ReferenceEquals(_first, old))
        {
            _first = attempt;
        }
        else if (_more?.FindIndex(other => ReferenceEquals(other, old)) is >= 0 and var index)
        {
            _more[index] = attempt;
        }
    }

    public IEnumerator<RouteAttempt> GetEnumerator()
    {
        for (var index = 0; index < Count; index++)
        {
            yield return this[index];
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
