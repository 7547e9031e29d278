using Microsoft.Extensions.AI;

namespace InferenceProviders;

/// <summary>The tools that a provider runs itself, as Microsoft.Extensions.AI names them. MCP servers apart.</summary>
[Flags]
public enum HostedTools
{
    /// <summary>None: such a tool in <see cref="ChatOptions.Tools"/> is refused before anything is sent.</summary>
    None = 0,

    /// <summary><see cref="HostedWebSearchTool"/>.</summary>
    WebSearch = 1,

    /// <summary><see cref="HostedCodeInterpreterTool"/>.</summary>
    CodeInterpreter = 2,

    /// <summary><see cref="HostedFileSearchTool"/>.</summary>
    FileSearch = 4,

    /// <summary><see cref="HostedImageGenerationTool"/>.</summary>
    ImageGeneration = 8,

    /// <summary>
    /// <c>HostedToolSearchTool</c>: functions and MCP servers that the model sees when it looks for them.
    /// </summary>
    ToolSearch = 16,

    /// <summary>All of them.</summary>
    All = WebSearch | CodeInterpreter | FileSearch | ImageGeneration | ToolSearch,
}
