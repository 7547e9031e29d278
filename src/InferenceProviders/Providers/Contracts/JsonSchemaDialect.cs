namespace InferenceProviders;

/// <summary>How a provider wants <c>response_format</c> for an answer that must follow a JSON schema.</summary>
public enum JsonSchemaDialect
{
    /// <summary>
    /// <c>{"type":"json_schema","json_schema":{"name","description","schema","strict"}}</c>: OpenAI's form, most
    /// providers'.
    /// </summary>
    OpenAI,

    /// <summary><c>{"type":"json_schema","schema":…}</c>: Together.</summary>
    FlatSchema,

    /// <summary><c>{"type":"json_object","schema":…}</c>: Cohere, Fireworks.</summary>
    JsonObjectSchema,

    /// <summary>
    /// <c>{"type":"json_object","value":…}</c>: text-generation-inference before 3.3, as HF Inference runs it.
    /// </summary>
    JsonObjectValue,

    /// <summary>
    /// OpenAI's form with <c>"strict":false</c>, whatever was asked for: SambaNova, which refuses strict schemas.
    /// </summary>
    OpenAINeverStrict,

    /// <summary>
    /// OpenAI's form, and the schema a second time in the top-level field <c>guided_json</c>: Nebius.
    /// </summary>
    OpenAIWithGuidedJson,
}
