using InferenceProviders.Mcp.Sessions;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Mcp.Tools;

/// <summary>
/// Which tools of a server need an approval. As on the server side: without a mode all do, and in the mode that lists
/// tools those in neither list do, unless the options say that reading needs none. A tool in both lists does.
/// </summary>
internal sealed class ApprovalRule
{
    private readonly bool _never;
    private readonly bool _readingIsFree;
    private readonly HashSet<string> _exempt = [];
    private readonly HashSet<string> _always = [];

    public ApprovalRule(HostedMcpServerToolApprovalMode? mode, McpApprovalDefault otherwise)
    {
        _never = mode is HostedMcpServerToolNeverRequireApprovalMode;
        _readingIsFree = otherwise == McpApprovalDefault.UnlessReadOnly
            && mode is not HostedMcpServerToolAlwaysRequireApprovalMode;
        if (mode is HostedMcpServerToolRequireSpecificApprovalMode specific)
        {
            _always.UnionWith(specific.AlwaysRequireApprovalToolNames ?? []);
            _exempt.UnionWith(specific.NeverRequireApprovalToolNames ?? []);
            _exempt.ExceptWith(_always);
        }
    }

    public bool Needs(ListedTool tool) =>
        !_never && !_exempt.Contains(tool.Name) && !(_readingIsFree && tool.IsReadOnly && !_always.Contains(tool.Name));
}
