using InferenceProviders.Options;

namespace InferenceProviders.Catalog;

/// <summary>What a question to the Hub takes.</summary>
/// <param name="Settings">Addresses and the user's token.</param>
/// <param name="Cache">What was told and is kept.</param>
/// <param name="Questions">For questions whose answers are not kept.</param>
internal sealed record HubAccess(ConnectionSettings Settings, HubCache Cache, HubClient Questions);
