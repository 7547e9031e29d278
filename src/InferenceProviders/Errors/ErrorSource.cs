namespace InferenceProviders.Errors;

/// <summary>Who is asked, as the errors of the exchange name them.</summary>
/// <param name="Name">The provider; or who stands for the Hub.</param>
/// <param name="Model">The model as the caller named it; empty when the question is about none.</param>
/// <param name="AuthMode">How the exchange authenticates.</param>
/// <param name="Secret">The secret that was sent, which no message may repeat; null for none.</param>
internal readonly record struct ErrorSource(string Name, string Model, AuthMode AuthMode, string? Secret) : IErrorSource
{
    ErrorSource IErrorSource.Source => this;

    /// <summary>Whether it is a question to the Hub rather than a call of a model.</summary>
    public bool IsHub { get; init; }

    /// <summary>What it is called in sentences; its name, unless that is no name for people.</summary>
    public string Speaker { get => field ?? Name; init; }

    /// <summary>Whether others answer behind it, whom it may name in its errors.</summary>
    public bool IsRouter { get; init; }

    /// <summary>Where it is asked; null where that says nothing.</summary>
    public Uri? Address { get; init; }

    /// <summary>The name of the key, which a message may have; null for one without.</summary>
    public string? KeyName { get; init; }

    /// <summary>What the provider's own error codes mean; null for none.</summary>
    public IReadOnlyDictionary<string, InferenceErrorKind>? Codes { get; init; }

    /// <summary>An error of the exchange.</summary>
    /// <param name="kind">What went wrong.</param>
    /// <param name="message">The message, for people; it must not contain secrets.</param>
    /// <param name="cause">The exception that it comes from; null for none.</param>
    /// <param name="stage">How far the attempt came.</param>
    /// <param name="info">Who answered, where somebody did.</param>
    public InferenceException Error(
        InferenceErrorKind kind,
        string message,
        Exception? cause = null,
        FailureStage stage = FailureStage.Exchange,
        ResponseInfo info = default) =>
        new(kind, message, cause)
        {
            Provider = info.Provider ?? Name,
            Model = Model,
            RequestId = info.RequestId,
            Stage = stage,
        };

    /// <summary>Without the secret.</summary>
    public override string ToString() => Name;
}
