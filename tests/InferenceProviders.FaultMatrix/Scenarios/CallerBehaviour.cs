namespace InferenceProviders.FaultMatrix.Scenarios;

/// <summary>How the caller uses the stream. By default: reads it to its end.</summary>
internal sealed record CallerBehaviour
{
    /// <summary>What is asked for.</summary>
    public AskedFor Asks { get; init; }

    /// <summary>Asks for the whole answer in one piece.</summary>
    public bool WantsWhole { get; init; }

    /// <summary>Stops reading after so many pieces of text, without cancelling.</summary>
    public int? AbandonAfter { get; init; }

    /// <summary>Cancels when the server's script gives the signal.</summary>
    public Task? CancelWhen { get; init; }
}
