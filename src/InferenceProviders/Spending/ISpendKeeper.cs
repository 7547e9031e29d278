namespace InferenceProviders.Spending;

/// <summary>Who has to know that money is counted on a limit.</summary>
internal interface ISpendKeeper
{
    /// <summary>Money was reserved on it. It is called after each reservation.</summary>
    void Keep(SpendLimit limit);
}
