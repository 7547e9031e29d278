namespace InferenceProviders.Routing.Health;

/// <summary>Knows which parameters a request has, by their names on the wire.</summary>
internal interface IRequestFields
{
    /// <summary>Whether the request has it.</summary>
    bool Has(string field);
}
