using System.Net;
using System.Net.NetworkInformation;
using InferenceProviders.Benchmarks.Server;
using InferenceProviders.Benchmarks.Subjects;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Benchmarks.Ratios;

/// <summary>
/// Very many calls, one in ten of them given up in the middle of its stream. What is left behind: memory that is still
/// reachable, and sockets. It has a server of its own, so that all connections to that are its own too.
/// </summary>
internal sealed class SoakMetric : IMetric
{
    private const int Calls = 100_000;
    private const int WarmUpCalls = 20_000;
    private const int AtATime = 32;

    public string Name => "soak";

    public async IAsyncEnumerable<Figure> MeasureAsync(Contest contest)
    {
        using var server = ServerProcess.Start();
        long grown;
        using (var router = new InferenceRouter(
            new() { UseEnvironment = false, Token = Conversation.Key, RouterEndpoint = server.For("flushed-3") }))
        using (var abandoned = new InferenceRouter(
            new() { UseEnvironment = false, Token = Conversation.Key, RouterEndpoint = server.For("open-3") }))
        {
            await RunAsync(router, abandoned, WarmUpCalls);
            var before = await LiveBytesAsync();
            await RunAsync(router, abandoned, Calls);
            grown = await LiveBytesAsync() - before;
        }

        yield return Contest.Figure(
            "soak of 100,000 calls, live heap grown, MB", grown / 1e6, null, "< 1 MB", grown < 1_000_000);

        // A socket that is given up is closed by then; the kernel may need a moment to say so.
        var left = Sockets(server.Address.Port);
        for (var wait = 0; left > 0 && wait < 20; wait++)
        {
            await Task.Delay(50);
            left = Sockets(server.Address.Port);
        }

        yield return Contest.Figure("soak of 100,000 calls, sockets left", left, null, "0", left == 0);
    }

    private static async Task RunAsync(InferenceRouter router, InferenceRouter abandoned, int calls)
    {
        var whole = router.AsIChatClient(Conversation.Model);
        var broken = abandoned.AsIChatClient(Conversation.Model);
        await Parallel.ForAsync(0, calls, new ParallelOptions { MaxDegreeOfParallelism = AtATime }, async (call, _) =>
        {
            if (call % 10 != 0)
            {
                await Ours.ReadAsync(whole, first: null);
                return;
            }

            await foreach (var update in broken.GetStreamingResponseAsync(
                Conversation.Prompt, cancellationToken: CancellationToken.None))
            {
                break;
            }
        });
    }

    /// <summary>
    /// What is reachable when nothing is under way any more: connections that were given up are read to their end for a
    /// moment (ResponseDrainTimeout).
    /// </summary>
    private static async Task<long> LiveBytesAsync()
    {
        await Task.Delay(TimeSpan.FromSeconds(1));
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return GC.GetTotalMemory(forceFullCollection: true);
    }

    /// <summary>This machine's open connections to the server, from the client's side.</summary>
    private static int Sockets(int port) => IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpConnections()
        .Count(
            connection =>
                connection.RemoteEndPoint.Port == port && IPAddress.IsLoopback(connection.RemoteEndPoint.Address)
                && connection.State is TcpState.Established or TcpState.CloseWait);
}
