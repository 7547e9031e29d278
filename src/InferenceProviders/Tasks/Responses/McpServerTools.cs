using InferenceProviders.Tasks.Chat;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Tasks.Responses;

/// <summary>
/// The tools of one request, checked for what no server checks: names are one space for all functions and MCP servers
/// of a request, the last one wins silently; and an empty list of allowed tools means "all" on the wire.
/// </summary>
internal static class McpServerTools
{
    public static bool In(ChatOptions? options)
    {
        if (options?.Tools is { } tools)
        {
            for (var index = 0; index < tools.Count; index++)
            {
                if (tools[index] is HostedMcpServerTool)
                {
                    return true;
                }
            }
        }

        return false;
    }

    /// <summary>The MCP servers among the tools.</summary>
    /// <exception cref="ArgumentException">Two tools have one name, or a server allows no tool.</exception>
    public static IReadOnlyList<HostedMcpServerTool> Check(ChatOptions? options)
    {
        if (options?.Tools is not { Count: > 0 } tools)
        {
            return [];
        }

        var owners = new Dictionary<string, string>(StringComparer.Ordinal);
        List<HostedMcpServerTool>? servers = null;
        foreach (var tool in tools)
        {
            if (tool is HostedMcpServerTool server)
            {
                CheckServer(server, servers ??= []);
                servers.Add(server);
                foreach (var name in server.AllowedTools ?? [])
                {
                    Claim(owners, name, $"a tool of the MCP server '{server.ServerName}'");
                }
            }
            else if (tool is AIFunctionDeclaration function)
            {
                Claim(owners, function.Name, "a function");
            }
        }

        return servers ?? [];
    }

    private static void CheckServer(HostedMcpServerTool server, List<HostedMcpServerTool> before)
    {
        if (before.Exists(other => other.ServerName == server.ServerName))
        {
            throw ChatRequestValidator.Invalid(
                $"Two MCP servers have the name '{server.ServerName}': names tell their calls apart.");
        }

        if (server.AllowedTools is { Count: 0 })
        {
            throw ChatRequestValidator.Invalid(
                $"The MCP server '{server.ServerName}' has an empty list of AllowedTools, which the server would "
                    + $"take as 'all': leave the tool out to allow none, or the list null to allow all.");
        }
    }

    private static void Claim(Dictionary<string, string> owners, string name, string owner)
    {
        if (!owners.TryAdd(name, owner))
        {
            throw ChatRequestValidator.Invalid(
                $"Two tools have the name '{name}', {owners[name]} and {owner}: the server would run only one of "
                + $"them. Rename or leave out one.");
        }
    }
}
