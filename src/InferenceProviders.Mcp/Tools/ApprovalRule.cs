using Microsoft.Extensions.AI;

namespace InferenceProviders.Mcp.Tools;

/// <summary>
/// Which tools of a server need an approval. As on the server side: without a mode all do, and in the mode that lists tools those in neither list do.
/// A tool in both lists does.
/// </summary>
internal sealed class ApprovalRule
{
    private readonly bool _never;
    private readonly HashSet<string> _exempt = [];

    public ApprovalRule(HostedMcpServerToolApprovalMode? mode)
    {
        _never = mode is HostedMcpServerToolNeverRequireApprovalMode;
        if (mode is HostedMcpServerToolRequireSpecificApprovalMode specific)
        {
            _exempt.UnionWith(specific.NeverRequireApprovalToolNames ?? []);
            _exempt.ExceptWith(specific.AlwaysRequireApprovalToolNames ?? []);
        }
    }

    public bool Needs(string tool) => !_never && !_exempt.Contains(tool);
}
