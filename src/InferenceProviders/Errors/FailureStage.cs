namespace InferenceProviders.Errors;

/// <summary>
/// How far an attempt came before it failed. Except in <see cref="Exchange"/> nothing of the request was sent, so that
/// it cannot have run.
/// </summary>
internal enum FailureStage
{
    /// <summary>The request was sent, or may have been.</summary>
    Exchange,

    /// <summary>It was not sent, for a reason of ours.</summary>
    NotSent,

    /// <summary>The host's name could not be resolved.</summary>
    Resolve,

    /// <summary>No connection could be made.</summary>
    Connect,

    /// <summary>The connection could not be made secure.</summary>
    Tls,

    /// <summary>
    /// The library refused the request for this route before it was sent: the provider has no place for what was asked.
    /// </summary>
    Check,
}
