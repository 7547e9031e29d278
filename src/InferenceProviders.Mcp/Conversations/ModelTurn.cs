using InferenceProviders.Mcp.Calls;
using InferenceProviders.Mcp.Tools;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Mcp.Conversations;

/// <summary>
/// What the model requested for in one turn. Each call is run, refused, shown to the user for approval, or left to the
/// caller, whose function it is; the calls of one turn need not have the same fate.
/// </summary>
internal sealed class ModelTurn(
    ToolCatalog catalog, ToolOffer offer, DelegatedCalls delegated, IReadOnlySet<string> callersFunctions)
{
    private readonly List<string> _callers = [];
    private bool _awaitsApproval;

    /// <summary>The calls to run or refuse now.</summary>
    public List<RequestedCall> Calls { get; } = [];

    /// <summary>
    /// Whether this client can ask the model again: it called something, and everything that it called is answered
    /// here.
    /// </summary>
    public bool GoesOn => Calls.Count > 0 && !_awaitsApproval && _callers.Count == 0;

    /// <summary>
    /// Takes in what the model said: the calls in it that are this client's become <see cref="Calls"/>.
    /// </summary>
    /// <returns>The contents as the caller sees them: the same list when none of it concerns this client.</returns>
    public IList<AIContent> Accept(IList<AIContent> contents)
    {
        List<AIContent>? visible = null;
        for (var index = 0; index < contents.Count; index++)
        {
            var content = contents[index];

            // A function-invoking client inside this one asks for approvals of all calls of a turn when one of them
            // needs it, also of those that are not its own.
            var asked = content as FunctionCallContent ?? (content as ToolApprovalRequestContent)?.ToolCall;
            if (asked is not FunctionCallContent { InformationalOnly: false } function)
            {
                if (content is FunctionResultContent result)
                {
                    _callers.Remove(result.CallId);
                    delegated.Forget(result.CallId);
                }

                visible?.Add(content);
            }
            else if (Take(function) is { } own)
            {
                visible ??= [.. contents.Take(index)];
                visible.Add(own);
            }
            else if (delegated.IsHandedBack(function.CallId))
            {
                // Repeated, to go with its result: the caller has seen it.
                visible ??= [.. contents.Take(index)];
            }
            else if (content is FunctionCallContent && delegated.Runs(function.Name))
            {
                visible?.Add(content);
            }
            else
            {
                // The caller has to run it, or to decide, unless a client inside does and its result comes, too.
                _callers.Add(function.CallId);
                visible?.Add(content);
            }
        }

        return visible ?? contents;
    }

    /// <summary>What the caller sees instead of the function call; null when it is the caller's own.</summary>
    private AIContent? Take(FunctionCallContent function)
    {
        if (offer.Search is { } search && function.Name == search.Declaration.Name)
        {
            var answer = new RequestedCall(
                function, CallTags.ToMcpCall(function, function.Name, serverName: null), Tool: null,
                Find(search, function));
            Calls.Add(answer);
            return answer.Call;
        }

        var tool = callersFunctions.Contains(function.Name) ? null : catalog.Find(function.Name);
        if (tool is null && callersFunctions.Count > 0)
        {
            // A function of the caller's, or a name that an outer client may know.
            return null;
        }

        var requested = new RequestedCall(
            function, CallTags.ToMcpCall(function, tool?.Name ?? function.Name, tool?.Server.Name), tool,
            Refuse(function, tool));
        if (requested.NeedsApproval)
        {
            _awaitsApproval = true;
            return new ToolApprovalRequestContent(requested.Call.CallId, requested.Call);
        }

        Calls.Add(requested);
        return requested.Call;
    }

    private ToolOutcome Find(ToolSearch search, FunctionCallContent function)
    {
        var found = search.Find(function.Arguments?.TryGetValue(ToolSearch.Query, out var query) is true ? $"{query}"
            : "");
        string[] names = [.. found.Select(static tool => tool.Name)];
        offer.Remember(names);
        return ToolOutcome.Answer(search.Describe(found), new() { [ToolOffer.FoundKey] = names });
    }

    private ToolOutcome? Refuse(FunctionCallContent function, BoundTool? tool)
    {
        if (tool is null)
        {
            return ToolOutcome.Refused(
                McpErrorKind.UnknownTool,
                catalog.WhyUnusable(function.Name)
                    ?? $"There is no tool '{function.Name}'. Use one of the tools that you were given, by its exact "
                        + $"name.");
        }

        if (!tool.IsAllowed)
        {
            return ToolOutcome.NotAllowed(tool.Name);
        }

        return function.Exception is { } problem
            ? ToolOutcome.Refused(
                McpErrorKind.InvalidArguments,
                $"The arguments are not a JSON object, so '{tool.Name}' was not run: {problem.Message}")
            : null;
    }
}
