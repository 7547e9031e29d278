namespace InferenceProviders.Routing.Attempts;

/// <summary>What the retry strategy asks a call after each failure.</summary>
internal interface IRetryingCall
{
    /// <summary>How long to wait before the next attempt. Set by <see cref="MayGoOnAsync"/>.</summary>
    TimeSpan Wait { get; }

    /// <summary>Whether there is a next attempt; if so, its route is chosen.</summary>
    ValueTask<bool> MayGoOnAsync(InferenceException failure);
}
