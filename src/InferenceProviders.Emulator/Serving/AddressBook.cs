using InferenceProviders.Emulator.Contracts;
using InferenceProviders.Emulator.Requests;

namespace InferenceProviders.Emulator.Serving;

/// <summary>
/// Which host of the real world a path stands for. <c>/hosts/{host}/…</c> is <c>https://{host}/…</c>; without that
/// prefix <c>/api/…</c> is the Hub and everything else the router, whose paths do not clash.
/// </summary>
internal sealed class AddressBook
{
    public const string RouterHost = "router.huggingface.co";
    public const string HubHost = "huggingface.co";
    private const string Prefix = "/hosts/";

    private readonly Dictionary<string, (string Provider, string BasePath)> _direct = new(
        StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> _routed = new(StringComparer.Ordinal);
    private readonly HashSet<string> _files = new(StringComparer.OrdinalIgnoreCase);

    public AddressBook(ProviderRegistry registry, IEnumerable<EmulatedProvider> providers)
    {
        foreach (var provider in registry.All)
        {
            if (provider.BaseAddress is { } address)
            {
                _direct[address.Authority] = (provider.Name, address.AbsolutePath.TrimEnd('/'));
            }

            if (provider.IsRouted)
            {
                _routed.Add(provider.Name);
            }
        }

        foreach (var provider in providers)
        {
            _files.UnionWith(provider.FileHosts);
            foreach (var host in provider.OtherHosts)
            {
                _direct[host] = (provider.Name, "");
            }

            // One that the library does not know yet: only the router has it.
            if (registry.Find(provider.Name) is null)
            {
                _routed.Add(provider.Name);
            }
        }
    }

    public EmulatedAddress Resolve(string path)
    {
        if (path.StartsWith(Prefix, StringComparison.Ordinal))
        {
            var slash = path.IndexOf('/', Prefix.Length);
            var host = slash < 0 ? path[Prefix.Length..] : path[Prefix.Length..slash];
            return Resolve(host, slash < 0 ? "/" : path[slash..]);
        }

        return path.StartsWith("/api/", StringComparison.Ordinal) ? Resolve(HubHost, path) : Resolve(RouterHost, path);
    }

    private EmulatedAddress Resolve(string host, string path)
    {
        if (host == HubHost)
        {
            return new(HostRole.Hub, host, path, null, "/hub" + path);
        }

        if (host == RouterHost)
        {
            var end = path.IndexOf('/', 1);
            var first = end < 0 ? path[1..] : path[1..end];
            return _routed.Contains(first)
                ? new(HostRole.Routed, host, path, first, $"/provider{path}")
                : new(HostRole.Router, host, path, null, "/router" + path);
        }

        if (_direct.TryGetValue(host, out var direct) && path.StartsWith(direct.BasePath, StringComparison.Ordinal))
        {
            return new(
                HostRole.Direct, host, path, direct.Provider,
                $"/provider/{direct.Provider}{path[direct.BasePath.Length..]}");
        }

        if (_files.Contains(host))
        {
            return new(HostRole.Files, host, path, null, $"/files/{host}{path}");
        }

        return new(HostRole.Endpoint, host, path, null, "/endpoint" + path);
    }
}
