using System.Net;
using System.Net.Sockets;
using InferenceProviders.Benchmarks.Server;
using InferenceProviders.Benchmarks.Subjects;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Benchmarks.Ratios;

/// <summary>
/// How much later the first token comes when the first provider refuses the connection, resets it, or answers 500. A
/// router is made for each call: one that remembered the failure would not ask that provider again. The peer has
/// nothing like it.
/// </summary>
internal sealed class FailOverMetric : IMetric
{
    private const int Calls = 60;

    public string Name => "fail-over";

    public async IAsyncEnumerable<Figure> MeasureAsync(Contest contest)
    {
        var healthy = contest.Server.For("stream-10");
        foreach (var fault in new[] { "refused", "reset", "500" })
        {
            var failing = contest.Server.For(fault == "refused" ? "stream-10" : $"failing-{fault}");
            var nobody = fault == "refused" ? NobodyListens() : null;
            var with = new double[Calls];
            var without = new double[Calls];
            for (var i = -10; i < Calls; i++)
            {
                var fine = await FirstTokenAsync(healthy, null, attempts: 1);
                var failed = await FirstTokenAsync(failing, nobody, attempts: 2);
                if (i >= 0)
                {
                    (with[i], without[i]) = (failed, fine);
                }
            }

            var added = Measure.Median(with) - Measure.Median(without);
            yield return Contest.Figure(
                $"fail-over to the first token, {fault}, ms added", added, null, "<= 5 ms", added <= 5);
        }
    }

    private static async Task<double> FirstTokenAsync(Uri address, Uri? nobody, int attempts)
    {
        var options = new InferenceProvidersOptions
        {
            UseEnvironment = false,
            Token = Conversation.Key,
            RouterEndpoint = address,
            HubEndpoint = address,
            Routing = { Policy = RoutePolicies.Cheapest },
        };
        if (nobody is not null)
        {
            options.ProviderKeys[HubAnswers.First] = "key";
            options.ProviderEndpoints[HubAnswers.First] = nobody;
        }

        using var router = new InferenceRouter(options);

        // The lists are fetched and a connection is there, as in a router that has been running.
        await router.Catalog.GetModelsAsync();
        await router.Catalog.GetProvidersAsync(HubAnswers.Model);
        var chat = router.AsIChatClient(HubAnswers.Model);
        RoutingReport? report = null;
        await foreach (var update in chat.GetStreamingResponseAsync(Conversation.Prompt))
        {
            report = update.GetRoutingReport() ?? report;
        }

        return report!.Attempts.Count == attempts
            ? report.TimeToFirstToken!.Value.TotalMilliseconds
            : throw new InvalidOperationException($"There were {report.Attempts.Count} attempts, not {attempts}.");
    }

    private static Uri NobodyListens()
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return new Uri($"http://{socket.LocalEndPoint}");
    }
}
