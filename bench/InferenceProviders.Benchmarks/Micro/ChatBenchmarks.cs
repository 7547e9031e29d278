using BenchmarkDotNet.Attributes;
using InferenceProviders.Benchmarks.Server;
using InferenceProviders.Benchmarks.Subjects;

namespace InferenceProviders.Benchmarks.Micro;

/// <summary>A whole answer, and a stream of a thousand chunks, from the canned server.</summary>
[MemoryDiagnoser]
public class ChatBenchmarks : IDisposable
{
    private ServerProcess _server = null!;
    private ISubject _subject = null!;
    private Func<Task<int>> _chat = null!;
    private Func<Action?, Task<int>> _stream = null!;

    /// <summary>Who is measured.</summary>
    [Params("ours", "floor", "peer", "newest peer")]
    public string Client { get; set; } = "ours";

    [GlobalSetup]
    public void Start()
    {
        _server = ServerProcess.Start();
        _subject = Client switch { "ours" => new Ours(), "floor" => new Floor(), "peer" => new OpenAISdk(),
            _ => NewestPeer.Load() };
        _chat = _subject.Chat(_server.For("chat"));
        _stream = _subject.Stream(_server.For("stream-1000"));
    }

    [Benchmark]
    public Task<int> Whole() => _chat();

    [Benchmark]
    public Task<int> StreamOf1000() => _stream(null);

    [GlobalCleanup]
    public void Dispose()
    {
        _subject?.Dispose();
        _server?.Dispose();
        GC.SuppressFinalize(this);
    }
}
