namespace InferenceProviders.Emulator;

/// <summary>How an exchange with the emulator ended.</summary>
public enum EmulatorOutcome
{
    /// <summary>The whole answer was handed over, whatever its status.</summary>
    Answered,

    /// <summary>The client hung up before the answer was complete.</summary>
    ClientClosed,

    /// <summary>The emulator broke the connection or the stream on purpose, as a script said.</summary>
    Broken,
}
