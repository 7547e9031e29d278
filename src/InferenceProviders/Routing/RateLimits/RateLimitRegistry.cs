using System.Collections.Concurrent;

namespace InferenceProviders.Routing.RateLimits;

/// <summary>
/// The state of the users' own limits, for as long as the router lives: a limit that is the same after a reload of the
/// options goes on, one that was changed begins anew.
/// </summary>
internal sealed class RateLimitRegistry(TimeProvider clock, RateSharing? sharing = null)
{
    private readonly RateSharing? _sharing = sharing;
    private readonly Lazy<ConcurrentDictionary<(string, string), Lock>> _accounts = new();
    private readonly Lazy<ConcurrentDictionary<(string, string, string?, RateLimit), RateMeter>> _meters = new();
    private readonly Lazy<ConcurrentDictionary<(string, string, string, RateLimit?, RateLimit?), RateGate>>
        _gates = new();

    /// <summary>
    /// What requests pass that use a secret of an account, for a model; null when nothing limits them.
    /// </summary>
    /// <param name="account">The account's name.</param>
    /// <param name="secret">The secret that tells accounts of one name apart; empty for none.</param>
    /// <param name="model">The model.</param>
    /// <param name="all">The limit for all models; null for none.</param>
    /// <param name="own">The limit of the model; null for none.</param>
    public RateGate? For(string account, string secret, string model, RateLimit? all, RateLimit? own) =>
        all is null && own is null ? null : _gates.Value.GetOrAdd(
            (account, secret, own is null ? "" : model, all, own),
            static (key, self) =>
            {
                var (account, secret, model, all, own) = key;
                var gate = self._accounts.Value.GetOrAdd((account, secret), static _ => new Lock());
                return new RateGate(
                    gate,
                    [.. new[]
                        {
                            self.Meter(account, secret, null, all, gate), self.Meter(account, secret, model, own, gate),
                        }.OfType<RateMeter>()],
                    self._sharing);
            },
            this);

    private RateMeter? Meter(string account, string secret, string? model, RateLimit? limit, Lock gate)
    {
        if (limit is null)
        {
            return null;
        }

        var meter = _meters.Value.GetOrAdd(
            (account, secret, model, limit), static (key, clock) => new RateMeter(key.Item4, clock), clock);
        foreach (var (what, window) in new[] { ("requests", meter.Requests), ("tokens", meter.Tokens) })
        {
            if (window is { Shared: null })
            {
                _sharing?.Join(RateSharing.NameOf(account, secret, model, what), window, gate);
            }
        }

        return meter;
    }
}
