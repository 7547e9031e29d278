namespace InferenceProviders.Primitives;

/// <summary>The diagnostics of what may still change.</summary>
internal static class Experiments
{
    /// <summary>Codecs of your own: how a provider of yours takes images, speech and embeddings.</summary>
    public const string Codecs = "INFPROV001";
}
