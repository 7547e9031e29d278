using System.Diagnostics.Metrics;
using InferenceProviders.Diagnostics;

namespace InferenceProviders.Sharing;

/// <summary>The instruments of shared stores, on the library's meter.</summary>
internal static class SharingMetrics
{
    private static readonly Meter Meter = new(
        InferenceTelemetry.MeterName, typeof(SharingMetrics).Assembly.GetName().Version?.ToString(3));

    private static readonly Counter<long> Requests = Meter.CreateCounter<long>(
        GenAI.Metrics.StoreRequests, "{request}", "Requests to the shared store; those with error.type failed.");

    private static readonly UpDownCounter<int> Connected = Meter.CreateUpDownCounter<int>(
        GenAI.Metrics.StoreConnected, "{router}", "Routers whose shared store can be reached.");

    public static void Asked(string operation, string? error)
    {
        if (error is null)
        {
            Requests.Add(1, new KeyValuePair<string, object?>(GenAI.OperationName, operation));
        }
        else
        {
            Requests.Add(1, new(GenAI.OperationName, operation), new(GenAI.ErrorType, error));
        }
    }

    public static void ConnectionChanged(bool isConnected) => Connected.Add(isConnected ? 1 : -1);
}
