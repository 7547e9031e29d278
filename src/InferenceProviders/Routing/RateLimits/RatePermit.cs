using System.Threading.RateLimiting;

namespace InferenceProviders.Routing.RateLimits;

/// <summary>What an attempt has taken of the limits that it falls under.</summary>
internal sealed class RatePermit(RateGate gate, long at, long tokens)
{
    private List<RateLimitLease>? _leases;
    private int _settled;

    /// <summary>Holds a lease until the attempt ends.</summary>
    public void Hold(RateLimitLease lease) => (_leases ??= []).Add(lease);

    /// <summary>The request was not sent: nothing was taken.</summary>
    public void GiveBack()
    {
        if (Interlocked.Exchange(ref _settled, 1) == 0)
        {
            gate.GiveBack(at, tokens);
        }
    }

    /// <summary>The provider has counted.</summary>
    public void Settle(long counted)
    {
        if (Interlocked.Exchange(ref _settled, 1) == 0)
        {
            gate.Settle(at, tokens, counted);
        }
    }

    /// <summary>The attempt is over.</summary>
    public void End()
    {
        foreach (var lease in Interlocked.Exchange(ref _leases, null) ?? [])
        {
            lease.Dispose();
        }
    }
}
