using Microsoft.Extensions.AI;
using ModelContextProtocol.Protocol;

namespace InferenceProviders.Mcp.Calls;

/// <summary>How a call ended: what the caller and the model are shown, and whether the tool may have run.</summary>
internal sealed class ToolOutcome
{
    private ToolOutcome(IList<AIContent> outputs) => Outputs = outputs;

    public IList<AIContent> Outputs { get; }

    /// <summary>False only when it is certain that the tool did not run: then the call may be made again.</summary>
    public bool MayHaveRun { get; private init; }

    /// <summary>Set when the server failed, as distinct from a tool that reports an error.</summary>
    public McpToolsException? Failure { get; private init; }

    public CallToolResult? Result { get; private init; }

    /// <summary>Pages that the user has to visit before the call can be made.</summary>
    public IReadOnlyList<ElicitRequestParams> Pages { get; private init; } = [];

    public AdditionalPropertiesDictionary? Properties { get; private init; }

    public static ToolOutcome Done(
        CallToolResult result, IList<AIContent> outputs, AdditionalPropertiesDictionary? properties) =>
        new(outputs) { MayHaveRun = true, Result = result, Properties = properties };

    /// <summary>The server answered that the tool failed.</summary>
    public static ToolOutcome Answered(string message) => new([Error(McpErrorKind.ToolError, message)])
    {
        MayHaveRun = true,
    };

    /// <summary>The server wants the user to visit pages first.</summary>
    public static ToolOutcome AsksForPages(IReadOnlyList<ElicitRequestParams> pages) => new(
        [Error(
            McpErrorKind.ToolError,
            "The tool was not run: the user has to visit a page first. "
            + string.Join(' ', pages.Select(static page => $"{page.Message} ({page.Url})")))])
    {
        Pages = pages,
    };

    /// <summary>The call was not sent: it is the model's mistake.</summary>
    public static ToolOutcome Refused(McpErrorKind kind, string message) => new([Error(kind, message)]);

    /// <summary>This library's own answer.</summary>
    public static ToolOutcome Answer(string text, AdditionalPropertiesDictionary properties) =>
        new([new TextContent(text)])
    {
        Properties = properties,
    };

    public static ToolOutcome NotAllowed(string tool) =>
        Refused(McpErrorKind.NotAllowed, $"The tool '{tool}' may not be used. It was not run.");

    public static ToolOutcome Failed(McpToolsException failure) =>
        new([Error(failure.Kind, failure.Message)])
        {
            MayHaveRun = failure.Kind is McpErrorKind.OutcomeUnknown,
            Failure = failure,
        };

    public McpServerToolResultContent ToContent(string callId) => new(callId)
    {
        Outputs = Outputs,
        RawRepresentation = Result,
        AdditionalProperties = Properties,
    };

    public static ErrorContent Error(McpErrorKind kind, string message) => new(message) { ErrorCode = kind.ToString() };
}
