namespace InferenceProviders.FaultMatrix.Fuzzing;

/// <summary>How a call ended.</summary>
internal enum FuzzEnd
{
    Answer,

    /// <summary>A typed error, or a finding.</summary>
    Error,

    /// <summary>Cancelled by its caller.</summary>
    Cancelled,

    /// <summary>
    /// The library gave an answer, and what makes it comparable for the conformance tests choked on it.
    /// </summary>
    Unread,

    /// <summary>
    /// An exception that neither the library nor the reading of the tests has thrown: of a package, of the fuzzer, or
    /// from a stack that says nothing.
    /// </summary>
    Elsewhere,
}
