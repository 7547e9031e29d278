namespace TrimSmoke;

/// <summary>Writes one line a check, as <c>ok - name</c> or <c>not ok - name</c>, for run.sh to count.</summary>
internal sealed class Checks
{
    public int Failed { get; private set; }

    public void Add(string name, bool passed, string seen)
    {
        Failed += passed ? 0 : 1;
        Console.WriteLine(passed ? $"ok - {name}" : $"not ok - {name}: {seen}");
    }

    public async Task RunAsync(string name, Func<Task<(bool Passed, string Seen)>> check)
    {
        try
        {
            var (passed, seen) = await check();
            Add(name, passed, seen);
        }
#pragma warning disable CA1031 // Whatever a check throws is its failure; the others are still run.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Add(name, passed: false, exception.ToString());
        }
    }
}
