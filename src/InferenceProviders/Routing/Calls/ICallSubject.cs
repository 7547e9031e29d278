using System.Diagnostics;

namespace InferenceProviders.Routing.Calls;

/// <summary>What a call is about, for those who watch it.</summary>
internal interface ICallSubject
{
    /// <summary>Every text of the caller's, so that it can be taken out of what providers say.</summary>
    IEnumerable<string> Texts { get; }

    /// <summary>Puts the request's parameters on a span; its content only when that is asked for.</summary>
    void Describe(Activity span, bool withContent);
}
