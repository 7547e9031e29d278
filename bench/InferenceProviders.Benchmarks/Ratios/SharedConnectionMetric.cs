using System.Diagnostics;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using InferenceProviders.Benchmarks.Subjects;

namespace InferenceProviders.Benchmarks.Ratios;

/// <summary>Two hundred calls at once over one connection, by HTTP/2 and TLS.</summary>
internal sealed class SharedConnectionMetric : IMetric
{
    private const int Calls = 200;
    private const int Rounds = 15;

    public string Name => "http2";

    public async IAsyncEnumerable<Figure> MeasureAsync(Contest contest)
    {
        var address = new Uri(contest.Server.SecureAddress, "chat");
        using var ours = new Handler();
        using var floor = new Handler();
        Func<Task<int>>[] operations = [contest.Ours.Chat(address, ours), Floor.Chat(address, floor)];
        operations = [.. operations.Select(AtOnce)];
        await Measure.WarmUpAsync(operations, TimeSpan.FromSeconds(4));
        var (times, cpu) = (new double[2][], new double[2][]);
        (times[0], times[1], cpu[0], cpu[1]) =
            (new double[Rounds], new double[Rounds], new double[Rounds], new double[Rounds]);
        for (var round = 0; round < Rounds; round++)
        {
            for (var i = 0; i < 2; i++)
            {
                var turn = (round + i) % 2;
                var before = Environment.CpuUsage.TotalTime;
                var started = Stopwatch.GetTimestamp();
                await operations[turn]();
                times[turn][round] = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
                cpu[turn][round] = (Environment.CpuUsage.TotalTime - before).TotalMilliseconds;
            }
        }

        var (time, computed) = (times.Select(Measure.Median).ToArray(), cpu.Select(Measure.Median).ToArray());
        yield return Contest.Figure(
            "200 calls at once over HTTP/2, ms", time[0], time[1], "<= 1.3 x floor", time[0] <= 1.3 * time[1]);
        yield return Contest.Figure(
            "200 calls at once over HTTP/2, CPU, ms", computed[0], computed[1], "<= 1.3 x floor",
            computed[0] <= 1.3 * computed[1]);
        var bytes = await Measure.AllocatedAsync(operations, 5);
        yield return Contest.Figure(
            "200 calls at once over HTTP/2, KB a call", bytes[0] / Calls / 1024, bytes[1] / Calls / 1024,
            "<= 1.3 x floor", bytes[0] <= 1.3 * bytes[1]);
        yield return Contest.Figure(
            "200 calls at once over HTTP/2, connections", ours.Connections, floor.Connections, "1",
            ours.Connections == 1);
    }

    public static Func<Task<int>> AtOnce(Func<Task<int>> call) => async () =>
        (await Task.WhenAll(Enumerable.Range(0, Calls).Select(_ => call()))).Sum();

    /// <summary>Takes any certificate, and counts connections.</summary>
    public sealed class Handler : DelegatingHandler
    {
        private int _connections;

        public Handler()
        {
            InnerHandler = new SocketsHttpHandler
            {
                SslOptions = new SslClientAuthenticationOptions
                {
#pragma warning disable CA5359 // It is this machine's own, and made for the run.
                    RemoteCertificateValidationCallback = static (_, _, _, _) => true,
#pragma warning restore CA5359
                },
                ConnectCallback = ConnectAsync,
            };
        }

        public int Connections => _connections;

        private async ValueTask<Stream> ConnectAsync(
            SocketsHttpConnectionContext context, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref _connections);
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            await socket.ConnectAsync(IPAddress.Loopback, context.DnsEndPoint.Port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
    }
}
