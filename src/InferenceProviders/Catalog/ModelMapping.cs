using System.Collections.Immutable;

namespace InferenceProviders.Catalog;

/// <summary>What the Hub said about the providers of one model, in the Hub's order.</summary>
internal sealed record ModelMapping(string Model, ImmutableArray<ProviderMapping> Entries)
{
    public ProviderMapping? Find(string provider, InferenceTask task)
    {
        ProviderMapping? found = null;
        foreach (var entry in Entries)
        {
            if (string.Equals(entry.Provider, provider, StringComparison.OrdinalIgnoreCase))
            {
                if (Serves(entry, task))
                {
                    return entry;
                }

                found ??= entry;
            }
        }

        return found;
    }

    /// <summary>
    /// HF Inference serves embeddings and sentence similarity from one entry, so either name counts for the other there
    /// (wire FACTS, "Selection, mapping, auth"). Rerankers are listed as text classification there, as they were before
    /// the Hub had a task for them.
    /// </summary>
    public static bool Serves(ProviderMapping entry, InferenceTask task) =>
        entry.Task == task
        || (entry.Provider == "hf-inference"
            && ((IsEmbedding(entry.Task) && IsEmbedding(task))
                || (task.Name == "text-ranking" && entry.Task.Name == "text-classification")));

    private static bool IsEmbedding(InferenceTask task) => task.Name is "feature-extraction" or "sentence-similarity";
}
