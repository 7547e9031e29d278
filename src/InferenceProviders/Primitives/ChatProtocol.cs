namespace InferenceProviders;

/// <summary>Which wire protocol an <c>IChatClient</c> of this library speaks.</summary>
public enum ChatProtocol
{
    /// <summary>
    /// Chat completions, unless the options of a call hold a <c>HostedMcpServerTool</c>: that call goes over the
    /// Responses API, whose server connects to the MCP server itself. To run MCP tools on the client instead, with any
    /// provider, use <c>UseMcpServerTools</c> of the package InferenceProviders.Mcp.
    /// </summary>
    Auto,

    /// <summary><c>/v1/chat/completions</c>, for every call. A <c>HostedMcpServerTool</c> is refused.</summary>
    ChatCompletions,

    /// <summary>
    /// <c>/v1/responses</c>, for every call. On Hugging Face's router it is stateless, takes at most 102,400 bytes a
    /// request, and never enforces a JSON schema. MCP tools run on the server: one that needs no approval can run twice
    /// with a reasoning model, and goes on running when the call is canceled.
    /// </summary>
    Responses,
}
