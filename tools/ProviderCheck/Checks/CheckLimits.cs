namespace ProviderCheck.Checks;

/// <summary>
/// How much a check may cost, and how long answers may take: the times are those of Hugging Face's page "How to be
/// registered as an inference provider on the Hub?".
/// </summary>
internal sealed record CheckLimits
{
    /// <summary>US dollars that all checks of a target together may cost. Default: 0.25.</summary>
    public decimal SpendLimit { get; init; } = 0.25m;

    /// <summary>The time to the first token of a stream. Default: 5 seconds.</summary>
    public TimeSpan FirstToken { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The time of any other task. Default: 30 seconds.</summary>
    public TimeSpan OtherTasks { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The tokens of an answer; enough for a model that thinks first.</summary>
    public int OutputTokens { get; init; } = 1024;

    /// <summary>A longer context is not filled to see what happens. Default: 300,000 tokens.</summary>
    public long LongestContext { get; init; } = 300_000;
}
