using InferenceProviders.Mcp.Sessions;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Mcp.Tools;

/// <summary>
/// What a <see cref="HostedMcpServerTool"/> said when the request began: later changes to it do not reach a running
/// request.
/// </summary>
internal sealed class McpServer
{
    private readonly HashSet<string>? _allowed;
    private readonly ApprovalRule _approval;

    private McpServer(
        HostedMcpServerTool tool, Uri address, McpConnectionOptions connection, McpApprovalDefault approvals)
    {
        Name = tool.ServerName;
        Connection = connection;
        Key = SessionKey.For(tool, address, connection);
        _allowed = tool.AllowedTools is { } names ? [.. names] : null;
        _approval = new ApprovalRule(tool.ApprovalMode, approvals);
    }

    public string Name { get; }

    public McpConnectionOptions Connection { get; }

    public SessionKey Key { get; }

    /// <summary>No list allows every tool; an empty one allows none.</summary>
    public bool Allows(string tool) => _allowed is null || _allowed.Contains(tool);

    public bool AllowsNothing => _allowed is { Count: 0 };

    public bool NeedsApproval(ListedTool tool) => _approval.Needs(tool);

    /// <summary>The servers among the tools, in their order.</summary>
    /// <exception cref="ArgumentException">
    /// Two have one name, or an address is none that can be connected to.
    /// </exception>
    public static List<McpServer> From(IList<AITool>? tools, McpToolsOptions options)
    {
        List<McpServer> servers = [];
        foreach (var tool in tools ?? [])
        {
            if (tool.GetService<HostedMcpServerTool>() is not { } hosted)
            {
                continue;
            }

            if (servers.Exists(other => other.Name == hosted.ServerName))
            {
                throw new ArgumentException(
                    $"Two MCP servers are named '{hosted.ServerName}': calls, approvals and results name the server, "
                    + $"so give each a name of its own.",
                    nameof(tools));
            }

            servers.Add(From(hosted, options));
        }

        return servers;
    }

    /// <exception cref="ArgumentException">
    /// The address is none that can be connected to, or a header is none.
    /// </exception>
    public static McpServer From(HostedMcpServerTool tool, McpToolsOptions options)
    {
        var connection = options.ConnectionFor?.Invoke(tool) is { } own
            ? OptionsValidator.Check(own)
            : options.Connection;
        return new McpServer(tool, Address(tool), connection, options.ApprovalDefault);
    }

    private static Uri Address(HostedMcpServerTool tool)
    {
        if (!Uri.TryCreate(tool.ServerAddress, UriKind.Absolute, out var address)
            || (address.Scheme != Uri.UriSchemeHttp && address.Scheme != Uri.UriSchemeHttps))
        {
            throw new ArgumentException(
                $"The address of the MCP server '{tool.ServerName}' must be an absolute http or https URL to be "
                + $"called from the client.",
                nameof(tool));
        }

        return address.UserInfo.Length == 0
            ? address
            : throw new ArgumentException(
                $"The address of the MCP server '{tool.ServerName}' must not carry a user name or a password: put "
                + $"credentials into its headers.",
                nameof(tool));
    }
}
