namespace InferenceProviders.Errors;

/// <summary>What can say who is asked, if an error has to.</summary>
internal interface IErrorSource
{
    ErrorSource Source { get; }
}
