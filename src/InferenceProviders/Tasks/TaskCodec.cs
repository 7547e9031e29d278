namespace InferenceProviders.Tasks;

/// <summary>How one provider takes one task. Each task family derives its own contract from this.</summary>
internal abstract class TaskCodec
{
    protected TaskCodec(InferenceTask task) => Task = task;

    public InferenceTask Task { get; }
}
