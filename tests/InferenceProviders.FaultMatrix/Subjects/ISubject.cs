using InferenceProviders.FaultMatrix.Scenarios;

namespace InferenceProviders.FaultMatrix.Subjects;

/// <summary>A client under test.</summary>
internal interface ISubject
{
    string Name { get; }

    /// <summary>Makes the client for a server.</summary>
    /// <param name="address">The server.</param>
    /// <param name="patience">How long to wait for the first token, and between tokens.</param>
    ISubjectClient Connect(Uri address, TimeSpan patience);
}

/// <summary>The client, for one server. It serves many calls at once.</summary>
internal interface ISubjectClient : IDisposable
{
    /// <summary>Asks for one chat completion, and tells how that ended. It does not throw.</summary>
    Task<Observation> AskAsync(CallerBehaviour caller, CancellationToken cancellationToken);
}
