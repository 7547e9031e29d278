using System.Collections.Concurrent;
using InferenceProviders.Emulator;

namespace AspNetCoreChat.Backends;

/// <summary>
/// Which of the emulator's providers are broken, and how. The emulator's rules are made once and look here, so that a
/// fault can be taken back without touching the others.
/// </summary>
internal sealed class FaultBoard
{
    private static readonly Dictionary<string, string> RetryAfter = new() { ["retry-after"] = "20" };

    private readonly ConcurrentDictionary<string, ProviderFault> _faults = new(StringComparer.OrdinalIgnoreCase);

    public FaultBoard(EmulatorHost emulator)
    {
        Rule(ProviderFault.Unavailable).Fail(503, """{"error":"The service is temporarily unavailable."}""");
        Rule(ProviderFault.RateLimited).Fail(429, """{"error":"Too many requests."}""", RetryAfter);
        Rule(ProviderFault.Refuses).Refuse();
        Rule(ProviderFault.Slow).Delay(TimeSpan.FromSeconds(3));
        Rule(ProviderFault.BreaksOff).Reset(afterEvents: 40);

        EmulatorRule Rule(ProviderFault fault) => emulator.Script.When(request =>
            request.Method == "POST" && request.Provider is { } provider
                && _faults.TryGetValue(provider, out var current) && current == fault);
    }

    public IReadOnlyDictionary<string, ProviderFault> Faults => _faults;

    public void Break(string provider, ProviderFault fault) => _faults[provider] = fault;

    public void Repair(string provider) => _faults.TryRemove(provider, out _);

    public void RepairAll() => _faults.Clear();
}
