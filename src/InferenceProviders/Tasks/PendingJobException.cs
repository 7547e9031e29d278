namespace InferenceProviders.Tasks;

/// <summary>
/// The job goes on, and the call does not wait for it: ends a codec's work in the middle. It never leaves
/// <see cref="TaskRunner"/>.
/// </summary>
internal sealed class PendingJobException() : Exception("The job goes on.");
