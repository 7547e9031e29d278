using System.Text.Json;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Tasks.Chat;

/// <summary>What a tool is among those that a server may run itself.</summary>
internal static class HostedToolKind
{
    /// <summary>None for every other tool.</summary>
    public static HostedTools Of(AITool tool) => tool switch
    {
        HostedWebSearchTool => HostedTools.WebSearch,
        HostedCodeInterpreterTool => HostedTools.CodeInterpreter,
        HostedFileSearchTool => HostedTools.FileSearch,
        HostedImageGenerationTool => HostedTools.ImageGeneration,
        HostedToolSearchTool => HostedTools.ToolSearch,
        _ => HostedTools.None,
    };

    /// <summary>The wire name of an additional property, which may be in .NET's spelling.</summary>
    public static string FieldName(string name) =>
        name.Length > 0 && char.IsUpper(name[0]) ? JsonNamingPolicy.SnakeCaseLower.ConvertName(name) : name;
}
