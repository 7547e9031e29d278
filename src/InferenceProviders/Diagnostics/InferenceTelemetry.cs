namespace InferenceProviders;

/// <summary>
/// The names under which this library reports to <c>System.Diagnostics</c>: for OpenTelemetry,
/// <c>AddSource(InferenceTelemetry.SourceName)</c> and <c>AddMeter(InferenceTelemetry.MeterName)</c>.
/// </summary>
public static class InferenceTelemetry
{
    /// <summary>
    /// The activity source: one span a call, named and attributed by OpenTelemetry's conventions for generative AI.
    /// </summary>
    public const string SourceName = "InferenceProviders";

    /// <summary>The meter: <c>gen_ai.client.*</c> histograms, and counters of attempts and cost.</summary>
    public const string MeterName = "InferenceProviders";
}
