using System.Collections.Concurrent;

namespace InferenceProviders.TestUtilities;

/// <summary>
/// Cases by their ids, each run once and remembered: the tests and their summary look at the same outcome.
/// </summary>
internal sealed class RememberedRuns<TCase, TOutcome>
{
    private readonly Dictionary<string, TCase> _cases = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Lazy<Task<TOutcome>>> _outcomes = new(StringComparer.Ordinal);
    private readonly Func<TCase, Task<TOutcome>> _run;

    /// <param name="cases">The cases.</param>
    /// <param name="name">Its name is a case's id; where several have it, those after the first get a number.</param>
    /// <param name="run">Runs a case.</param>
    public RememberedRuns(IEnumerable<TCase> cases, Func<TCase, string> name, Func<TCase, Task<TOutcome>> run)
    {
        _run = run;
        foreach (var each in cases)
        {
            var id = name(each);
            for (var copy = 2; !_cases.TryAdd(id, each); copy++)
            {
                id = $"{name(each)} ({copy})";
            }
        }
    }

    public IReadOnlyDictionary<string, TCase> Cases => _cases;

    public Task<TOutcome> OutcomeAsync(string id) =>
        _outcomes.GetOrAdd(id, key => new Lazy<Task<TOutcome>>(() => _run(_cases[key]))).Value;
}
