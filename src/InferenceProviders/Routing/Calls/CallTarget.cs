using InferenceProviders.Routing.Reports;

namespace InferenceProviders.Routing.Calls;

/// <summary>
/// What a call is for: the model, the task, and what routing has to know of the request. Routing knows nothing else of
/// it.
/// </summary>
/// <param name="Model">What the caller asked for; null for a request that is about no model.</param>
/// <param name="Task">The task.</param>
internal readonly record struct CallTarget(ModelReference? Model, InferenceTask Task)
{
    /// <summary>
    /// A task that serves the same request, for models that are not listed for <see cref="Task"/>; default for none.
    /// </summary>
    public InferenceTask AlternativeTask { get; init; }

    /// <summary>How a chat is sent; null for tasks that have one way only.</summary>
    public ChatProtocol? Protocol { get; init; }

    /// <summary>The provider that the caller named beside the model; null for none.</summary>
    public string? Provider { get; init; }

    /// <summary>The model's name in the body, for an endpoint; null for the default.</summary>
    public string? EndpointModel { get; init; }

    /// <summary>Which other models may answer the call.</summary>
    public FallbackScope Scope { get; init; }

    /// <summary>
    /// The models that its client was made with besides, in the order in which they are asked; null when there was one.
    /// </summary>
    public IReadOnlyList<BoundModel>? Fallbacks { get; init; }

    /// <summary>What the request needs of a provider, and how the caller wants the call to be routed.</summary>
    public RequestNeeds Needs { get; init; }

    /// <summary>What the call is about, for those who watch it; null where nobody is to know.</summary>
    public ICallSubject? Subject { get; init; }

    /// <summary>
    /// Whether it goes on with what an earlier call has begun, and reserved money for.
    /// </summary>
    public bool Continues { get; init; }

    /// <summary>A custom request: it is sent once, because what it does at the provider is not known here.</summary>
    public CustomTarget? Custom { get; init; }

    /// <summary>The model as reports and errors show it: in the caller's words, without secrets.</summary>
    public string ModelName { get; init; } = Model?.ToString() ?? "";
}

/// <summary>What is special about where a custom request goes.</summary>
/// <param name="LookUp">
/// The task that the Hub's mapping is asked about; null when the model's id is the provider's own.
/// </param>
internal sealed record CustomTarget(InferenceTask? LookUp);
