namespace InferenceProviders.FaultMatrix.Scenarios;

/// <summary>What a caller wants of the server.</summary>
internal enum AskedFor
{
    /// <summary>A chat completion.</summary>
    Chat,

    /// <summary>Vectors of two texts. The answer's text is the first number of each.</summary>
    Embeddings,

    /// <summary>Speech. The answer's text is how many bytes there are.</summary>
    Speech,
}
