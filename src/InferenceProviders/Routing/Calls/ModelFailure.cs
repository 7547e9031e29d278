namespace InferenceProviders.Routing.Calls;

/// <summary>Why a model of a chain could not answer.</summary>
/// <param name="Model">The model.</param>
/// <param name="Name">The model as reports and errors show it.</param>
/// <param name="Failure">The last failure.</param>
/// <param name="Route">Where it happened; null when nobody was asked.</param>
internal readonly record struct ModelFailure(BoundModel Model, string Name, InferenceException Failure, Route? Route);
