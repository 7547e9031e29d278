using System.Collections.Concurrent;

namespace InferenceProviders.Tasks.Chat;

/// <summary>
/// Which addresses refuse reasoning in the history. Of a server whose kind is not known (an endpoint URL, the provider
/// that Hugging Face's router chooses, older and newer versions of <c>responses.js</c>) only trying tells. One client
/// remembers it for as long as it lives.
/// </summary>
internal sealed class ReasoningReplay
{
    private readonly Lazy<ConcurrentDictionary<(Uri Address, string? Model), bool>> _refusing = new();

    /// <param name="address">The full URL of the request.</param>
    /// <param name="model">The model, where one address serves models of several providers; null otherwise.</param>
    public bool IsRefusedBy(Uri address, string? model = null) =>
        _refusing.IsValueCreated && _refusing.Value.ContainsKey((address, model));

    public void Refused(Uri address, string? model = null) =>
        _refusing.Value[(address, model)] = true;
}
