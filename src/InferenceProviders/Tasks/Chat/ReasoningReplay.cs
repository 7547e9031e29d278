using System.Collections.Concurrent;
using InferenceProviders.Errors;

namespace InferenceProviders.Tasks.Chat;

/// <summary>
/// Which addresses refuse reasoning in the history, or another optional part of a request. Of a server whose kind is
/// not known (an endpoint URL, the provider that Hugging Face's router chooses, older and newer versions of
/// <c>responses.js</c>) only trying tells. One client remembers it for as long as it lives.
/// </summary>
internal sealed class ReasoningReplay
{
    private readonly Lazy<ConcurrentDictionary<(Uri Address, string? Model, OptionalPart Part), bool>> _refusing =
        new();

    /// <param name="address">The full URL of the request.</param>
    /// <param name="model">The model, where one address serves models of several providers; null otherwise.</param>
    /// <param name="part">Which of the optional parts.</param>
    public bool IsRefusedBy(Uri address, string? model = null, OptionalPart part = OptionalPart.Reasoning) =>
        _refusing.IsValueCreated && _refusing.Value.ContainsKey((address, model, part));

    public void Refused(Uri address, string? model = null, OptionalPart part = OptionalPart.Reasoning) =>
        _refusing.Value[(address, model, part)] = true;
}
