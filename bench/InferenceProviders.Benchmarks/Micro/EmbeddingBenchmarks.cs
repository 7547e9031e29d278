using BenchmarkDotNet.Attributes;
using InferenceProviders.Benchmarks.Server;
using InferenceProviders.Benchmarks.Subjects;

namespace InferenceProviders.Benchmarks.Micro;

/// <summary>256 vectors of 1,024 dimensions from the canned server.</summary>
[MemoryDiagnoser]
public class EmbeddingBenchmarks : IDisposable
{
    private const int Vectors = 256;

    private ServerProcess _server = null!;
    private ISubject _subject = null!;
    private Func<Task<int>> _embed = null!;

    /// <summary>Who is measured.</summary>
    [Params("ours", "floor", "peer", "newest peer")]
    public string Client { get; set; } = "ours";

    /// <summary>How the vectors come.</summary>
    [Params("base64", "floats")]
    public string Form { get; set; } = "base64";

    [GlobalSetup]
    public void Start()
    {
        _server = ServerProcess.Start();
        _subject = Client switch { "ours" => new Ours(), "floor" => new Floor(), "peer" => new OpenAISdk(),
            _ => NewestPeer.Load() };
        _embed = _subject.Embed(
            _server.For($"{Form}-{Vectors}"),
            [.. Enumerable.Range(0, Vectors).Select(index => $"Text {index} of the batch")]);
    }

    [Benchmark]
    public Task<int> Embed() => _embed();

    [GlobalCleanup]
    public void Dispose()
    {
        _subject?.Dispose();
        _server?.Dispose();
        GC.SuppressFinalize(this);
    }
}
