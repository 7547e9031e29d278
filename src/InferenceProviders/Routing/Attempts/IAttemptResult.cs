namespace InferenceProviders.Routing.Attempts;

/// <summary>What an attempt gives besides its answer.</summary>
internal interface IAttemptResult
{
    ResponseInfo Info { get; }
}
