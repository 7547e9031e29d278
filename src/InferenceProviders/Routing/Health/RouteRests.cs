namespace InferenceProviders.Routing.Health;

/// <summary>
/// Until when a route is left alone on an account, because somebody asked for a pause, or because a key was refused.
/// Thread-safe.
/// </summary>
internal sealed class RouteRests
{
    private readonly ProviderRoute _route;
    private readonly KeyHealth? _key;

    /// <summary>Of a provider that is called with several keys: with each of them.</summary>
    private readonly RouteRests[]? _keyed;

    private Rest _account;
    private Rest _refused;

    /// <param name="route">The route, whoever asks.</param>
    /// <param name="key">The key of several that it is with; null for the only one.</param>
    public RouteRests(ProviderRoute route, KeyHealth? key) => (_route, _key) = (route, key);

    /// <summary>Whatever the key: it rests when it rests with all of them, until the first is back.</summary>
    public RouteRests(ProviderRoute route, RouteRests[] keyed) => (_route, _keyed) = (route, keyed);

    /// <summary>The key of several that it is with; null for the only one, and for all of them together.</summary>
    public KeyHealth? Key => _key;

    /// <summary>
    /// The timestamp until which it rests because somebody asked for a pause; in the past when it does not.
    /// </summary>
    public long RestUntil => Math.Max(_account.Until, _route.Rest.Until);

    /// <summary>The timestamp from which on it may be asked; in the past when it does not rest.</summary>
    public long FreeFrom
    {
        get
        {
            if (_keyed is null)
            {
                return _key is null ? RestUntil : Math.Max(RestUntil, RefusedUntil);
            }

            var first = long.MaxValue;
            foreach (var keyed in _keyed)
            {
                first = Math.Min(first, keyed.FreeFrom);
            }

            return first;
        }
    }

    /// <summary>
    /// The timestamp until which its key is taken to be refused; in the past when it is not. There is no use in waiting
    /// for it.
    /// </summary>
    public long RefusedUntil => _keyed is not null ? _keyed.Min(static keyed => keyed.RefusedUntil)
        : _key is null ? 0 : Math.Max(_refused.Until, _key.RefusedUntil);

    /// <summary>It is to rest until a timestamp.</summary>
    /// <returns>Whether that is news.</returns>
    public bool Extend(RestKind kind, long end) => kind switch
    {
        RestKind.Account => _account.Extend(end),
        RestKind.Route => _route.Rest.Extend(end),
        RestKind.KeyOnRoute => _refused.Extend(end),
        _ => _key?.Refuse(end) is true,
    };

    /// <summary>Its key was taken, whatever was known of it.</summary>
    public void Accept()
    {
        if (_key is not null)
        {
            _refused.Clear();
            _key.Accept();
        }
    }
}
