using System.Collections.Concurrent;

namespace InferenceProviders.Tasks.Responses;

/// <summary>
/// Which addresses refuse reasoning in the history. Older versions of <c>responses.js</c> answer 400 to the whole request, newer ones give it
/// back to the model; only trying tells them apart. One client remembers it for as long as it lives.
/// </summary>
internal sealed class ReasoningReplay
{
    private readonly ConcurrentDictionary<Uri, bool> _refusing = new();

    public bool IsRefusedBy(Uri address) => _refusing.ContainsKey(address);

    public void Refused(Uri address) => _refusing[address] = true;
}
