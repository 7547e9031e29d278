using InferenceProviders.Routing.Affinity;
using InferenceProviders.Sharing;

namespace InferenceProviders.Routing.Attempts;

/// <summary>
/// What the attempts of all calls share, whatever the settings are at the moment: the retry budget, the pipelines, the
/// conversations.
/// </summary>
internal sealed class AttemptState(TimeProvider clock, SharedState? state = null)
{
    public RetryBudget Budget { get; } = new(clock);

    public RetryPipeline Retries { get; } = new(clock);

    public HedgingPipeline Hedges { get; } = new(clock);

    public SessionAffinity Sticky { get; } = new(clock, state);
}
