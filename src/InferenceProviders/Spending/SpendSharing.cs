namespace InferenceProviders.Spending;

/// <summary>Lets limits count on accounts that processes share.</summary>
internal abstract class SpendSharing
{
    /// <summary>
    /// Puts the account that processes share behind a limit, unless it is there or the limit cannot be shared. It is
    /// asked at each call, and does nothing mostly.
    /// </summary>
    /// <param name="limit">The limit.</param>
    /// <param name="name">What it is called where it has no name; null for one that is not shared then.</param>
    public abstract void Share(SpendLimit limit, string? name);
}
