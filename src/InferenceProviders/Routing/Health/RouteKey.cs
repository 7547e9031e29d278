namespace InferenceProviders.Routing.Health;

/// <summary>What has a health of its own: a provider, for a model, a task and its protocol, on an account.</summary>
internal readonly record struct RouteKey(
    string Provider, string Model, InferenceTask Task, AuthMode AuthMode, ChatProtocol? Protocol = null);
