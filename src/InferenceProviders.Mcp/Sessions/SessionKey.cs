using System.Text;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Mcp.Sessions;

/// <summary>
/// What requests must have in common to share a session. Headers are part of it since they carry who the user is: a
/// session is never used with other credentials than those it was opened with.
/// </summary>
internal sealed class SessionKey : IEquatable<SessionKey>
{
    private const int ShortestSecret = 6;
    private static readonly SortedDictionary<string, string> NoHeaders = new(StringComparer.OrdinalIgnoreCase);
    private static readonly string[] CredentialWords = ["auth", "key", "token", "secret", "cookie", "password"];

    private readonly string _headers;

    private SessionKey(
        string serverName, Uri address, SortedDictionary<string, string> headers, McpConnectionOptions connection)
    {
        ServerName = serverName;
        Address = address;
        Headers = headers;
        Connection = connection;
        _headers = headers.Count == 0 ? "" : Canonical(headers);
        Credentials = headers.Count == 0 ? [] : [.. headers.Where(static header => IsCredential(header.Key))
            .Select(static header => header.Value[(header.Value.LastIndexOf(' ') + 1)..])
            .Where(static value => value.Length >= ShortestSecret)];
    }

    public string ServerName { get; }

    public Uri Address { get; }

    public IReadOnlyDictionary<string, string> Headers { get; }

    public McpConnectionOptions Connection { get; }

    /// <summary>The secrets among the headers' values, which go to this server and to nobody else.</summary>
    public IReadOnlyList<string> Credentials { get; }

    public static SessionKey For(HostedMcpServerTool tool, Uri address, McpConnectionOptions connection)
    {
        if (tool.Headers is not { Count: > 0 } given)
        {
            return new SessionKey(tool.ServerName, address, NoHeaders, connection);
        }

        var headers = new SortedDictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        using var probe = new HttpRequestMessage();
        foreach (var (name, value) in given)
        {
            // HttpHeaders has its own checks, but its messages show the value, and some of them come when the request
            // is sent.
            if (!IsName(name))
            {
                // It can be a whole header by mistake, with its value.
                throw new ArgumentException(
                    $"A header of the MCP server '{tool.ServerName}' has a name that is not an HTTP header name.",
                    nameof(tool));
            }

            var problem = value is null ? "is null"
                : value.Any(static c => char.IsControl(c) && c != '\t')
                    ? "has line breaks or other control characters in it"
                : value.Any(static c => c > '~')
                    ? "has characters in it that are not ASCII, which no request can carry: encode them, for example "
                    + "with Uri.EscapeDataString"
                : !probe.Headers.TryAddWithoutValidation(name, "x")
                    ? "belongs to the body of a request and is set by the library"
                : !headers.TryAdd(name, value) ? "is there twice, in different case"
                : null;
            if (problem is not null)
            {
                throw new ArgumentException(
                    $"The header '{name}' of the MCP server '{tool.ServerName}' {problem}.", nameof(tool));
            }
        }

        return new SessionKey(tool.ServerName, address, headers, connection);
    }

    // Options are compared by value, what is in them (OAuth options, factories) by identity.
    public bool Equals(SessionKey? other) =>
        other is not null && ServerName == other.ServerName && Address == other.Address && _headers == other._headers
            && Connection == other.Connection;

    public override bool Equals(object? obj) => Equals(obj as SessionKey);

    public override int GetHashCode() => HashCode.Combine(ServerName, Address, _headers);

    /// <summary>The server, without its headers and without the query, which can hold keys.</summary>
    public override string ToString() => $"'{ServerName}' at {Address.GetLeftPart(UriPartial.Path)}";

    private static bool IsName(string name) =>
        name.Length > 0 && name.All(static c => char.IsAsciiLetterOrDigit(c) || "!#$%&'*+-.^_`|~".Contains(c));

    private static string Canonical(SortedDictionary<string, string> headers)
    {
        var text = new StringBuilder();
        foreach (var (name, value) in headers)
        {
            text.Append(name.ToLowerInvariant()).Append(':').Append(value).Append('\n');
        }

        return text.ToString();
    }

    private static bool IsCredential(string header) =>
        CredentialWords.Any(word => header.Contains(word, StringComparison.OrdinalIgnoreCase));
}
