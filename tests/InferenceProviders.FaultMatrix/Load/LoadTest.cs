using System.Collections.Concurrent;
using InferenceProviders.FaultMatrix.Scenarios;
using InferenceProviders.FaultMatrix.Server;

namespace InferenceProviders.FaultMatrix.Load;

/// <summary>
/// Very many calls of an ASP.NET application whose two providers fail in every seventh request, and what became of
/// them.
/// </summary>
internal static class LoadTest
{
    private const int WarmUpCalls = 200;

    /// <summary>Beyond the deadline of the call itself.</summary>
    private static readonly TimeSpan Hangs = LoadApp.CallLimit + TimeSpan.FromSeconds(10);

    private static readonly TimeSpan Closing = TimeSpan.FromSeconds(10);

    public static async Task<LoadReport> RunAsync(int calls, int atOnce)
    {
        await using var hub = LoadHub.Start();
        await using var first = new LoadProvider();
        await using var second = new LoadProvider();
        var ends = new ConcurrentDictionary<string, int>();
        long grown;
        await using (var app = await LoadApp.StartAsync(hub, first, second))
        {
            using var handler = new SocketsHttpHandler { MaxConnectionsPerServer = atOnce };
            using var browser = new HttpClient(handler) { BaseAddress = new Uri(app.Urls.First()), Timeout = Hangs };
            await AskAsync(browser, WarmUpCalls, atOnce, []);
            var before = LiveBytes();
            await AskAsync(browser, calls, atOnce, ends);
            grown = LiveBytes() - before;
            await app.StopAsync();
        }

        return new LoadReport(
            ends.ToDictionary(), first.Requests + second.Requests, await LeftAsync(first.Server)
            + await LeftAsync(second.Server), grown);
    }

    private static async Task AskAsync(
        HttpClient browser, int calls, int atOnce, ConcurrentDictionary<string, int> ends) =>
        await Parallel.ForAsync(
            0, calls, new ParallelOptions { MaxDegreeOfParallelism = atOnce }, async (_, cancellation) =>
        {
            var end = await AskAsync(browser, cancellation);
            ends.AddOrUpdate(end, 1, static (_, count) => count + 1);
        });

    private static async Task<string> AskAsync(HttpClient browser, CancellationToken cancellation)
    {
        try
        {
            var answer = await browser.GetStringAsync("/ask", cancellation);
            var line = answer.LastIndexOf('\n');
            var end = answer[(line + 1)..];
            return end == LoadApp.Whole && answer[..line] != Scenario.Greeting ? LoadReport.Wrong : end;
        }
        catch (OperationCanceledException)
        {
            return LoadReport.Hung;
        }
        catch (HttpRequestException)
        {
            // The application itself broke off: an exception of no kind that it knows.
            return LoadReport.Wrong;
        }
    }

    private static long LiveBytes()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return GC.GetTotalMemory(forceFullCollection: true);
    }

    private static async Task<int> LeftAsync(FaultServer server)
    {
        try
        {
            await server.WhenIdleAsync(Closing);
            return 0;
        }
        catch (TimeoutException)
        {
            return server.OpenConnections;
        }
    }
}
