using System.Globalization;

namespace InferenceProviders.FaultMatrix.Load;

/// <summary>How the calls of a load test ended, and what they left behind.</summary>
/// <param name="Ends">
/// How many ended in each way: <see cref="LoadApp.Whole"/>, a kind of error, <see cref="Hung"/>, <see cref="Wrong"/>.
/// </param>
/// <param name="Requests">How many requests the providers got.</param>
/// <param name="SocketsLeft">Connections to the providers that are open although the application has ended.</param>
/// <param name="HeapGrown">By how many bytes the live heap grew.</param>
internal sealed record LoadReport(IReadOnlyDictionary<string, int> Ends, int Requests, int SocketsLeft, long HeapGrown)
{
    public const string Hung = "hung";

    /// <summary>
    /// An answer that is not the whole one and looks like it, or an error of no type that callers know.
    /// </summary>
    public const string Wrong = "wrong";

    /// <summary>Of 5,000 calls.</summary>
    private const int MostTimeouts = 15;

    private const int MostGrownMB = 16;

    public int Answered => Count(LoadApp.Whole);

    public int Timeouts => Count(nameof(InferenceErrorKind.Timeout));

    public bool IsGood =>
        Timeouts <= MostTimeouts && Count(Hung) == 0 && Count(Wrong) == 0 && SocketsLeft == 0
            && HeapGrown < MostGrownMB * 1024 * 1024;

    public int Count(string end) => Ends.GetValueOrDefault(end);

    public override string ToString()
    {
        var kinds = Ends.Where(
            end => Enum.TryParse<InferenceErrorKind>(end.Key, out var kind) && kind != InferenceErrorKind.Interrupted)
            .OrderByDescending(end => end.Value).ToList();
        var byKind = kinds.Count == 0 ? "" : $" ({string.Join(", ", kinds.Select(end => $"{end.Key} {end.Value}"))})";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"load: {Answered} answered, {kinds.Sum(end => end.Value)} typed errors{byKind},"
            + $" {Count(nameof(InferenceErrorKind.Interrupted))} partial, "
            + $"{Count(Hung)} hung, sockets left {SocketsLeft}, heap grown {HeapGrown / 1e6:0.0} MB")
            + (Count(Wrong) is > 0 and var wrong ? $", {wrong} WRONG" : "");
    }
}
