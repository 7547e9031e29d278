namespace InferenceProviders.Emulator.Script;

/// <summary>How an answer breaks, and where.</summary>
/// <param name="Kind">How.</param>
/// <param name="AfterEvents">After this many server-sent events; null counts bytes.</param>
/// <param name="AfterBytes">After this many bytes.</param>
/// <param name="Bytes">What is sent instead of the rest.</param>
internal sealed record StreamFault(FaultKind Kind, int? AfterEvents, int AfterBytes, ReadOnlyMemory<byte> Bytes);

internal enum FaultKind
{
    Reset,
    Cut,
    Stall,
    Send,
}
