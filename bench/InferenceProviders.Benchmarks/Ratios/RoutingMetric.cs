using System.Diagnostics;
using InferenceProviders.Benchmarks.Server;
using InferenceProviders.Benchmarks.Subjects;
using InferenceProviders.Routing.Health;
using InferenceProviders.Routing.Runtime;

namespace InferenceProviders.Benchmarks.Ratios;

/// <summary>
/// The decision where a call goes, by the cheapest policy, with prices, what the request needs, and what was learned of
/// the routes' health.
/// </summary>
internal sealed class RoutingMetric : IMetric
{
    private const int Times = 10_000;

    public string Name => "routing";

    public async IAsyncEnumerable<Figure> MeasureAsync(Contest contest)
    {
        var address = contest.Server.For("hub");
        (string, InferenceProvidersOptions)[] cases = [
            ("route decision, 18 providers", Options(address)),
            ("route decision, all rules on", WithAllRules(address))];
        foreach (var (name, options) in cases)
        {
            var (time, bytes) = await MeasureAsync(options);
            yield return Contest.Figure($"{name}, µs", time, null, "<= 1 µs", time <= 1);
            yield return Contest.Figure($"{name}, allocated, B", bytes, null, "0 B", bytes == 0);
        }
    }

    private static async Task<(double Time, double Bytes)> MeasureAsync(InferenceProvidersOptions options)
    {
        using var core = new RouterRuntime(RouterSettingsFactory.Create(options));
        var model = ModelReference.Parse(HubAnswers.Model);
        var needs = new RequestNeeds
        {
            Tools = true,
            JsonSchema = true,
            PromptBytes = 20_000,
            MaxOutputTokens = 1000,
            Fields = new NoFields(),
        };
        var plan = await core.Planner.PlanAsync(
            model, null, InferenceTask.Conversational, null, CancellationToken.None, needs);
        if (plan.Routes.Count != HubAnswers.Providers.Length)
        {
            throw new InvalidOperationException($"The plan has {plan.Routes.Count} routes.");
        }

        foreach (var route in plan.Routes)
        {
            route.Health!.Succeeded();
            route.Health.ObserveFirstToken(TimeSpan.FromMilliseconds(200));
        }

        var times = new double[100];
        var bytes = 0L;
        for (var round = -5; round < times.Length; round++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            var started = Stopwatch.GetTimestamp();
            for (var i = 0; i < Times; i++)
            {
                // It is complete at once, on this thread, or the figures below would tell.
                await core.Planner.PlanAsync(
                    model, null, InferenceTask.Conversational, null, CancellationToken.None, needs);
            }

            if (round >= 0)
            {
                times[round] = Stopwatch.GetElapsedTime(started).TotalMicroseconds / Times;
                bytes = GC.GetAllocatedBytesForCurrentThread() - before;
            }
        }

        return (times.Min(), bytes / (double)Times);
    }

    /// <summary>
    /// The dearest policy, with weights, thresholds, allowed providers, prices, and parameters that must have an
    /// effect.
    /// </summary>
    private static InferenceProvidersOptions WithAllRules(Uri address)
    {
        var options = Options(address);
        options.Routing = new()
        {
            Policy = RoutePolicies.Balanced,
            ProviderWeights = new Dictionary<string, double>
            {
                [HubAnswers.Providers[0]] = 2,
                [HubAnswers.Providers[1]] = 0.5,
            },
            DeniedProviders = ["nobody"],
            PreferredProviders = [HubAnswers.Providers[3]],
            MaxInputPrice = 1000,
            MaxOutputPrice = 1000,
            MinThroughput = 1,
            MaxFirstToken = TimeSpan.FromSeconds(1),
            RequireParameters = true,
            Require = new()
            {
                Regions = ["eu", "us"],
                MaxRetention = TimeSpan.FromDays(30),
                NoTraining = true,
                Quantizations = ["fp8", "bf16"],
            },
        };
        foreach (var provider in HubAnswers.Providers)
        {
            options.DataPolicies[provider] = new()
            {
                Regions = ["us"],
                Retention = TimeSpan.Zero,
                TrainsOnData = false,
                Quantization = "bf16",
            };
            options.Prices.Add(new()
            {
                Provider = provider,
                Model = HubAnswers.Model,
                InputPrice = 1,
                OutputPrice = 2,
            });
        }

        return options;
    }

    private static InferenceProvidersOptions Options(Uri address) => new()
    {
        UseEnvironment = false,
        Token = Conversation.Key,
        RouterEndpoint = address,
        HubEndpoint = address,
        Routing = { Policy = RoutePolicies.Cheapest },
    };

    private sealed class NoFields : IRequestFields
    {
        public bool Has(string field) => false;
    }
}
