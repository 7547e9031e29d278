using System.Diagnostics.CodeAnalysis;
using InferenceProviders.Primitives;

namespace InferenceProviders;

/// <summary>
/// How a provider takes one task. Derive from <see cref="ImageCodec"/>, <see cref="SpeechCodec"/>,
/// <see cref="TranscriptionCodec"/> or <see cref="EmbeddingCodec"/>, and put yours into <see cref="Provider.Codecs"/>.
/// A codec must be thread-safe: all calls share it.
/// </summary>
[Experimental(Experiments.Codecs)]
public abstract class TaskCodec
{
    private protected TaskCodec(InferenceTask task) => Task = task;

    /// <summary>The task.</summary>
    public InferenceTask Task { get; }

    /// <summary>
    /// Whether a request that may have run can be sent again without harm to the user's bill and data. Default: yes. A
    /// job that was queued cannot: its failure ends the call.
    /// </summary>
    public virtual bool IsRepeatable => true;

    /// <summary>
    /// Whether the Hub's mapping lists models for it. Where it does not, a provider is called with a key of the
    /// caller's own, and with the caller's id as it is.
    /// </summary>
    internal virtual bool IsListed => true;

    /// <summary>What runs the task: the codec itself, or what stands for one of the caller's.</summary>
    internal virtual TaskCodec Runner => this;
}
