using System.Net;
using System.Net.Sockets;
using InferenceProviders.Primitives;

namespace InferenceProviders.Media;

/// <summary>
/// Where a media file may be fetched from. A URL comes from a provider's answer or from a user's request: it must not
/// make this process read what only this machine or its network can reach.
/// </summary>
/// <param name="allowLoopback">Whether this machine may be asked.</param>
/// <param name="resolve">Finds a host's addresses; null for the system's own way.</param>
internal sealed class DownloadGuard(
    bool allowLoopback, Func<string, CancellationToken, Task<IPAddress[]>>? resolve = null)
{
    // Names that never mean a public host (RFC 6761, RFC 6762, RFC 8375, and ICANN's reservation of "internal").
    private static readonly string[] LocalSuffixes = [
        ".localhost", ".local", ".internal", ".home.arpa", ".localdomain"];

    /// <summary>
    /// Checks what the URL itself says: scheme, user info, and a host that is a literal address or a local name.
    /// </summary>
    /// <returns>What is wrong with it, or null.</returns>
    public string? Problem(Uri uri)
    {
        if (!uri.IsAbsoluteUri)
        {
            return "it is not an absolute URL";
        }

        if (uri.UserInfo.Length > 0)
        {
            return "it carries a user name";
        }

        if (IsLocalhost(uri))
        {
            return !allowLoopback ? "it points to this machine"
                : uri.Scheme == Uri.UriSchemeHttps || uri.Scheme == Uri.UriSchemeHttp ? null
                : $"its scheme is '{Validate.Printable(uri.Scheme)}', not https";
        }

        if (uri.Scheme != Uri.UriSchemeHttps)
        {
            return $"its scheme is '{Validate.Printable(uri.Scheme)}', not https";
        }

        if (Literal(uri) is { } address)
        {
            return IsAllowed(address) ? null : $"{address} is not a public address";
        }

        var host = uri.IdnHost.TrimEnd('.');
        return !host.Contains('.', StringComparison.Ordinal)
            || Array.Exists(LocalSuffixes, suffix => host.EndsWith(suffix, StringComparison.OrdinalIgnoreCase))
            ? $"'{Validate.Printable(host)}' is a name of a local network"
            : null;
    }

    /// <summary>
    /// Connects to an address that was checked after its name was resolved, so that a name which changes its address
    /// between check and use gains nothing.
    /// </summary>
    public async ValueTask<Stream> ConnectAsync(
        SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var target = context.DnsEndPoint;
        var addresses = IPAddress.TryParse(target.Host, out var literal)
            ? [literal]
            : await (resolve ?? Dns.GetHostAddressesAsync)(target.Host, cancellationToken).ConfigureAwait(false);

        // A proxy is where the user configured it, often inside; it, not this process, then reaches the host.
        var uri = context.InitialRequestMessage.RequestUri!;
        var isProxy = !string.Equals(
            uri.IdnHost.Trim('[', ']'), target.Host.Trim('[', ']'), StringComparison.OrdinalIgnoreCase)
            || uri.Port != target.Port;
        if (!isProxy)
        {
            var allowed = Array.FindAll(addresses, IsAllowed);
            if (allowed.Length == 0 && addresses.Length > 0)
            {
                throw new DownloadRefusedException(
                    $"'{Validate.Printable(target.Host)}' has the address {addresses[0]}, which is not a public one");
            }

            addresses = allowed;
        }

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, target.Port, cancellationToken).ConfigureAwait(false);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private bool IsAllowed(IPAddress address) =>
        PublicAddress.IsPublic(address) || (allowLoopback && PublicAddress.IsLoopback(address));

    private static bool IsLocalhost(Uri uri) =>
        Literal(uri) is { } address
            ? PublicAddress.IsLoopback(address)
            : uri.IdnHost.TrimEnd('.') is var host
                && (host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
                || host.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase));

    // Uri has already folded decimal, octal and hexadecimal forms of IPv4 addresses.
    private static IPAddress? Literal(Uri uri) =>
        uri.HostNameType is UriHostNameType.IPv4 or UriHostNameType.IPv6
            && IPAddress.TryParse(uri.IdnHost, out var address) ? address : null;
}

/// <summary>A download that the guard stopped; the message says why.</summary>
internal sealed class DownloadRefusedException(string reason) : Exception(reason);
