using System.Text.Json.Nodes;
using InferenceProviders.Conformance.Wire;

namespace InferenceProviders.Conformance.Runners;

/// <summary>
/// Makes the calls of one family of tasks through the public API, the way a user would write them. A new family is a
/// new file with a new class: <see cref="CaseRunners"/> finds it.
/// </summary>
internal interface ICaseRunner
{
    /// <summary>The client methods (<c>call.method</c>) that this runner stands for.</summary>
    IReadOnlySet<string> Methods { get; }

    /// <summary>
    /// Names in <c>call.options</c> and <c>call.clientOptions</c> that the runner itself gives a meaning.
    /// </summary>
    IReadOnlySet<string> Options => new HashSet<string>();

    /// <summary>Makes the call, and puts our result into a form of this runner's choice.</summary>
    Task<JsonNode?> CallAsync(CapturedCall call, InferenceRouter router, CancellationToken cancellationToken);

    /// <summary>Puts the client's result into the same form.</summary>
    JsonNode? Expected(WireCase wireCase);

    /// <summary>
    /// The text that a stream had given before it failed; null when this family has no streams, or none had come.
    /// </summary>
    string? TextBefore(CapturedError error) => null;
}
