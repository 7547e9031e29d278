namespace InferenceProviders.Routing.Attempts;

/// <summary>What an attempt gives besides its answer.</summary>
internal interface IAttemptResult
{
    ResponseInfo Info { get; }

    /// <summary>Whether it was there when its first content was, so that the attempt's duration is the time to first token.</summary>
    bool IsStream => false;
}
