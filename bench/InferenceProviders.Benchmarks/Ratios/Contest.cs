using InferenceProviders.Benchmarks.Server;
using InferenceProviders.Benchmarks.Subjects;

namespace InferenceProviders.Benchmarks.Ratios;

/// <summary>
/// Who is compared, and the server that they ask. In every list, ours comes first, then the floor, then the peers.
/// </summary>
internal sealed class Contest : IDisposable
{
    public ServerProcess Server { get; } = ServerProcess.Start();

    public Ours Ours { get; } = new();

    public Floor Floor { get; } = new();

    public IReadOnlyList<ISubject> Peers { get; } = [new OpenAISdk(), NewestPeer.Load()];

    public Func<Task<int>>[] All(Func<ISubject, Func<Task<int>>> operation) =>
        [operation(Ours), operation(Floor), .. Peers.Select(operation)];

    /// <summary>One figure, where there are no others than ours and perhaps the floor's.</summary>
    public static Figure Figure(string name, double ours, double? floor, string target, bool isMet) =>
        new(name, ours, floor, null, target, isMet);

    /// <summary>A figure for each peer, with the numbers of all in the order of <see cref="All"/>.</summary>
    public IEnumerable<Figure> Figures(
        string name, double[] numbers, string target, Func<double, double, double, bool> isMet)
    {
        for (var i = 0; i < Peers.Count; i++)
        {
            var peer = numbers[2 + i];
            yield return new Figure(
                $"{name} (peer: {Peers[i].Name})", numbers[0], numbers[1], peer, target,
                isMet(numbers[0], numbers[1], peer));
        }
    }

    public void Dispose()
    {
        Ours.Dispose();
        Floor.Dispose();
        foreach (var peer in Peers)
        {
            peer.Dispose();
        }

        Server.Dispose();
    }
}
