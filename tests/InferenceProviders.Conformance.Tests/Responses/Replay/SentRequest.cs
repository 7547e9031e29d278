using System.Text.Json;

namespace InferenceProviders.Conformance.Responses.Replay;

/// <summary>What we sent.</summary>
internal sealed record SentRequest(Uri Url, IReadOnlyDictionary<string, string> Headers, JsonElement Body);
