using System.Text.Json.Serialization;

namespace InferenceProviders;

/// <summary>On whose account a route is called.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<AuthMode>))]
public enum AuthMode
{
    /// <summary>Through the Hugging Face router with the Hugging Face token; billed by Hugging Face.</summary>
    Routed,

    /// <summary>At the provider's own address with the provider's own key; billed by the provider.</summary>
    Direct,

    /// <summary>At an endpoint URL, with the key configured for its host, or none.</summary>
    Endpoint,
}
