namespace InferenceProviders.FaultMatrix.Scenarios;

/// <summary>
/// How a call may end in a scenario. Anything else is not survived: a hang, a partial result that looks whole, a wrong
/// one, an error of the wrong type.
/// </summary>
[Flags]
internal enum Expected
{
    /// <summary>None of these.</summary>
    None = 0,

    /// <summary>The whole answer, as the scenario has it.</summary>
    Answer = 1,

    /// <summary>An error of a type that the client documents for failed calls.</summary>
    Error = 2,

    /// <summary>The cancellation that the caller asked for.</summary>
    Cancelled = 4,
}
