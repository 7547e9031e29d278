using InferenceProviders.Emulator.Requests;

namespace InferenceProviders.Emulator;

/// <summary>
/// Scripted answers and faults. Rules are tried in the order in which they were made; the first one that matches and is
/// not used up takes the request. Without a match the emulator's own models answer.
/// </summary>
public sealed class EmulatorScript
{
    private readonly Lock _gate = new();
    private readonly List<EmulatorRule> _rules = [];

    internal EmulatorScript()
    {
    }

    /// <summary>A rule for inference requests to a provider and for a model; null stands for any.</summary>
    /// <param name="provider">
    /// The provider that answers: named in the route or, for <c>/v1</c>, chosen by the server-side router.
    /// </param>
    /// <param name="model">The model's id on the Hub, or at the provider.</param>
    /// <returns>The rule, which does nothing until it is told what: <c>.Fail(503).Once()</c>.</returns>
    public EmulatorRule For(string? provider = null, string? model = null) => When(request =>
        request.Role != HostRole.Hub
        && request.Method != "GET"
        && (provider is null || string.Equals(request.Provider, provider, StringComparison.OrdinalIgnoreCase))
        && (model is null || request.Model == model || request.RequestedModel == model));

    /// <summary>A rule for requests to the Hub (model info, search, whoami) whose path starts like this.</summary>
    /// <param name="pathPrefix">How the path starts. Default: every path of the API.</param>
    /// <returns>The rule, which does nothing until it is told what.</returns>
    public EmulatorRule ForHub(string pathPrefix = "/api/") => When(request =>
        request.Role == HostRole.Hub && request.Path.StartsWith(pathPrefix, StringComparison.Ordinal));

    /// <summary>A rule for the requests that a condition picks.</summary>
    /// <param name="condition">
    /// Picks the requests. It runs on the emulator's threads, for one request at a time.
    /// </param>
    /// <returns>The rule, which does nothing until it is told what.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="condition"/> is null.</exception>
    public EmulatorRule When(Func<EmulatorRequest, bool> condition)
    {
        ArgumentNullException.ThrowIfNull(condition);
        var rule = new EmulatorRule(condition);
        lock (_gate)
        {
            _rules.Add(rule);
        }

        return rule;
    }

    /// <summary>Forgets all rules.</summary>
    public void Clear()
    {
        lock (_gate)
        {
            _rules.Clear();
        }
    }

    internal EmulatorRule? Take(EmulatorRequest request)
    {
        lock (_gate)
        {
            return _rules.Find(rule => rule.TryTake(request));
        }
    }
}
