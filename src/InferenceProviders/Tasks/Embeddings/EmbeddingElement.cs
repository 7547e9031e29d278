namespace InferenceProviders.Tasks.Embeddings;

/// <summary>What the numbers of a vector are.</summary>
internal enum EmbeddingElement
{
    /// <summary>32-bit floats.</summary>
    Float,

    /// <summary>Whole numbers from -128 to 127.</summary>
    Int8,

    /// <summary>Whole numbers from 0 to 255.</summary>
    UInt8,

    /// <summary>Bits, eight in a number from 0 to 255, the first one the highest.</summary>
    Binary,
}
