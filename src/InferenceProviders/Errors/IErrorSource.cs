namespace InferenceProviders.Errors;

/// <summary>What can say who is asked, if an error has to.</summary>
internal interface IErrorSource
{
    ErrorSource Source { get; }

    /// <summary>Sees a response, whatever its status.</summary>
    void Observe(HttpResponseMessage response)
    {
    }
}
