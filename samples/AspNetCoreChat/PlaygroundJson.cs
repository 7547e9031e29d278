using System.Text.Json;
using System.Text.Json.Serialization;
using AspNetCoreChat.Backends;
using AspNetCoreChat.Endpoints;
using AspNetCoreChat.Events;
using Microsoft.Extensions.AI;

namespace AspNetCoreChat;

/// <summary>Everything that the page and the server say to each other.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(PlaygroundEvent))]
[JsonSerializable(typeof(SessionInfo))]
[JsonSerializable(typeof(ChatBody))]
[JsonSerializable(typeof(ExplanationInfo))]
[JsonSerializable(typeof(IReadOnlyList<ChatModelInfo>))]
[JsonSerializable(typeof(IReadOnlyList<TaskModelInfo>))]
[JsonSerializable(typeof(IReadOnlyList<string>))]
[JsonSerializable(typeof(ImageBody))]
[JsonSerializable(typeof(VideoBody))]
[JsonSerializable(typeof(SpeechBody))]
[JsonSerializable(typeof(McpServerBody))]
[JsonSerializable(typeof(IReadOnlyList<McpToolInfo>))]
[JsonSerializable(typeof(HealthSnapshot))]
[JsonSerializable(typeof(WireEvent))]
[JsonSerializable(typeof(WireExchangeInfo))]
[JsonSerializable(typeof(FaultBody))]
[JsonSerializable(typeof(IReadOnlyDictionary<string, ProviderFault>))]
[JsonSerializable(typeof(Microsoft.AspNetCore.Mvc.ProblemDetails))]
internal sealed partial class PlaygroundJson : JsonSerializerContext
{
    public static void Configure(JsonSerializerOptions options)
    {
        options.TypeInfoResolverChain.Insert(0, Default);
        options.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull;
        options.Converters.Add(new JsonStringEnumConverter<ReasoningEffort>());
    }
}
