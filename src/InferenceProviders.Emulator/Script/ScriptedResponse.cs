namespace InferenceProviders.Emulator.Script;

/// <summary>A response that a script gives in full.</summary>
internal sealed record ScriptedResponse(
    int Status, string ContentType, ReadOnlyMemory<byte> Body, IReadOnlyDictionary<string, string> Headers);
