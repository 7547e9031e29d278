namespace InferenceProviders.Providers.Contracts;

/// <summary>How one provider takes one task.</summary>
internal abstract class TaskCodec(InferenceTask task)
{
    public InferenceTask Task { get; } = task;

    /// <summary>
    /// Whether a request that may have run can be sent again without harm to the user's bill and data. A job that was queued cannot:
    /// its failure ends the call.
    /// </summary>
    public virtual bool IsRepeatable => true;
}
