using InferenceProviders.Emulator.Models.Language;

namespace InferenceProviders.Emulator.Models.Chat;

/// <summary>Ends answers where a request says.</summary>
internal static class Limits
{
    /// <summary>The text up to the first stop sequence.</summary>
    public static string AtStop(string text, IReadOnlyList<string> stops) =>
        text[..stops.Select(stop => text.IndexOf(stop, StringComparison.Ordinal)).Where(at => at >= 0).DefaultIfEmpty(
            text.Length).Min()];

    /// <summary>As many pieces as the budget allows; it is negative afterwards when some had to go.</summary>
    public static List<string> Take(List<string> pieces, ref int budget)
    {
        var allowed = Math.Max(budget, 0);
        budget -= pieces.Count;
        return pieces.Count <= allowed ? pieces : pieces[..allowed];
    }

    /// <summary>A text in tokens, cut by both, and why it ended.</summary>
    public static (IReadOnlyList<string> Pieces, Finish Finish) Cut(
        string text, IReadOnlyList<string> stops, int? maxTokens)
    {
        var budget = maxTokens ?? int.MaxValue;
        var pieces = Take(Tokens.Split(AtStop(text, stops)), ref budget);
        return (pieces, budget < 0 ? Finish.Length : Finish.Stop);
    }
}
