namespace InferenceProviders.Routing.Health;

/// <summary>What a provider may turn out not to have for a model.</summary>
[Flags]
internal enum Capability
{
    None = 0,
    Tools = 1,
    JsonSchema = 2,
    Images = 4,
    Audio = 8,
}
