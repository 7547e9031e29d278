using BenchmarkDotNet.Attributes;
using InferenceProviders.Benchmarks.Subjects;

namespace InferenceProviders.Benchmarks.Micro;

/// <summary>A request with a long history, to a handler that throws it away.</summary>
[MemoryDiagnoser]
public class HistoryBenchmarks : IDisposable
{
    private readonly NullHandler _handler = new();
    private ISubject _subject = null!;
    private Func<Task<int>> _send = null!;

    /// <summary>Who is measured.</summary>
    [Params("ours", "floor", "peer", "newest peer")]
    public string Client { get; set; } = "ours";

    /// <summary>How many messages.</summary>
    [Params(10, 1000)]
    public int Messages { get; set; } = 10;

    [GlobalSetup]
    public void Start()
    {
        _subject = Client switch { "ours" => new Ours(), "floor" => new Floor(), "peer" => new OpenAISdk(),
            _ => NewestPeer.Load() };
        _send = _subject.History(_handler, Messages);
    }

    [Benchmark]
    public Task<int> Send() => _send();

    [GlobalCleanup]
    public void Dispose()
    {
        _subject?.Dispose();
        _handler.Dispose();
        GC.SuppressFinalize(this);
    }
}
