namespace InferenceProviders.Routing.Attempts;

/// <summary>What the hedging strategy asks a call.</summary>
internal interface IHedgedCall
{
    /// <summary>How long to wait for the attempts under way before another is started; infinite for never.</summary>
    TimeSpan Delay { get; }

    /// <summary>Whether another attempt may mend this failure.</summary>
    bool MayGoOn(InferenceException failure);
}
