namespace InferenceProviders.Routing.Health;

/// <summary>What has a health of its own: a provider, for a model and a task, on an account.</summary>
internal readonly record struct RouteKey(string Provider, string Model, InferenceTask Task, AuthMode AuthMode);
