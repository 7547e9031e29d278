namespace InferenceProviders.Primitives.Schemas;

/// <summary>
/// What a server asks of a JSON schema, beyond what every server understands. Each rule changes the form and not the
/// meaning: what the new schema admits is what the old one meant.
/// </summary>
[Flags]
internal enum SchemaRules
{
    /// <summary>Subschemas that are <c>true</c> or <c>false</c> become objects; nothing else changes.</summary>
    None = 0,

    /// <summary><c>additionalProperties: false</c> on every object that does not say what else it may hold.</summary>
    ClosedObjects = 1,

    /// <summary>Every property is required; one that was optional may be null instead.</summary>
    AllRequired = 1 << 1,

    /// <summary><c>anyOf</c> in place of <c>oneOf</c>.</summary>
    NoOneOf = 1 << 2,

    /// <summary><c>anyOf</c> in place of a list of types.</summary>
    OneType = 1 << 3,

    /// <summary>Only keywords of structured outputs; what others ask for is said in the description.</summary>
    StrictKeywords = 1 << 4,

    /// <summary>No patterns, formats and lengths either; they are said in the description.</summary>
    NoLimits = 1 << 5,

    /// <summary>
    /// <c>properties</c> in the schema of every function's parameters, also when there are none (OpenAI: "object schema
    /// missing properties").
    /// </summary>
    ParameterProperties = 1 << 7,

    /// <summary>What a server that turns the schema into a grammar can read.</summary>
    Grammar = 1 << 6,

    /// <summary>
    /// What <c>strict: true</c> asks for (https://platform.openai.com/docs/guides/structured-outputs#supported-schemas,
    /// https://console.groq.com/docs/structured-outputs).
    /// </summary>
    Strict = ClosedObjects | AllRequired | NoOneOf | StrictKeywords | ParameterProperties,
}
