using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json.Nodes;
using InferenceProviders.Emulator.Wire;

namespace InferenceProviders.Emulator.Serving;

/// <summary>The queued jobs of a running emulator; of very many, the newest.</summary>
internal sealed class JobStore(int polls)
{
    private const int MostJobs = 10_000;

    private readonly ConcurrentDictionary<string, Job> _jobs = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<string> _order = new();
    private int _count;

    public Job Add(string owner, Func<JsonNode> work)
    {
        var job = new Job(
            string.Create(CultureInfo.InvariantCulture, $"job-{Interlocked.Increment(ref _count):x6}"), owner, polls,
            work);
        _jobs[job.Id] = job;
        _order.Enqueue(job.Id);
        if (_jobs.Count > MostJobs && _order.TryDequeue(out var oldest))
        {
            _jobs.TryRemove(oldest, out _);
        }

        return job;
    }

    /// <exception cref="ApiException">The provider has no such job.</exception>
    public Job Find(string owner, string? id) =>
        id is not null && _jobs.TryGetValue(id, out var job) && job.Owner == owner
            ? job
            : throw new ApiException(404, $"No job '{id}' was found.", "not_found");
}
