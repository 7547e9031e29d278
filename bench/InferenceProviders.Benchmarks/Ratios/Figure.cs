using System.Globalization;

namespace InferenceProviders.Benchmarks.Ratios;

/// <summary>One line of the report: a metric, what each of the compared has, and what ours should have.</summary>
/// <param name="Name">The metric, with its unit.</param>
/// <param name="Ours">This library's.</param>
/// <param name="Floor">The floor's; null where there is none.</param>
/// <param name="Peer">The peer's; null where it has nothing like it.</param>
/// <param name="Target">What is to be reached, in words.</param>
/// <param name="IsMet">Whether it is.</param>
internal sealed record Figure(string Name, double Ours, double? Floor, double? Peer, string Target, bool IsMet)
{
    public static string Heading { get; } =
        $"{"name",-76} {"ours",10} {"floor",10} {"peer",10} {"ours/floor",10} {"peer/ours",10}  {"target",-32} "
        + $"ok|short";

    public override string ToString() =>
        $"{Name,-76} {Show(Ours),10} {Show(Floor),10} {Show(Peer),10} {Show(Ours / Floor),10} {Show(Peer / Ours),10} "
            + $" {Target,-32} {(IsMet ? "ok" : "short")}";

    private static string Show(double? number) => number switch
    {
        null => "-",
        { } value when !double.IsFinite(value) => "-",
        { } value when Math.Abs(value) >= 1000 => value.ToString("N0", CultureInfo.InvariantCulture),
        { } value when Math.Abs(value) >= 100 => value.ToString("0", CultureInfo.InvariantCulture),
        { } value when Math.Abs(value) >= 10 => value.ToString("0.0", CultureInfo.InvariantCulture),
        { } value => value.ToString("0.00", CultureInfo.InvariantCulture),
    };
}
