using System.Text.Json;
using System.Text.Json.Serialization;
using AspNetCoreChat.Wire;

namespace AspNetCoreChat.Events;

/// <summary>What a stream tells the page, one server-sent event each; <c>type</c> says which.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(TextEvent), "text")]
[JsonDerivedType(typeof(ReasoningEvent), "reasoning")]
[JsonDerivedType(typeof(ToolCallEvent), "tool-call")]
[JsonDerivedType(typeof(ToolResultEvent), "tool-result")]
[JsonDerivedType(typeof(AskEvent), "ask")]
[JsonDerivedType(typeof(ApprovalEvent), "approval")]
[JsonDerivedType(typeof(MessagesEvent), "messages")]
[JsonDerivedType(typeof(FinishEvent), "finish")]
[JsonDerivedType(typeof(ReportEvent), "report")]
[JsonDerivedType(typeof(ProgressEvent), "progress")]
[JsonDerivedType(typeof(MediaEvent), "media")]
[JsonDerivedType(typeof(TranscriptEvent), "transcript")]
[JsonDerivedType(typeof(WireEvent), "wire")]
[JsonDerivedType(typeof(ErrorEvent), "error")]
[JsonDerivedType(typeof(DoneEvent), "done")]
internal abstract record PlaygroundEvent;

/// <summary>The next words of the answer.</summary>
internal sealed record TextEvent(string Text) : PlaygroundEvent;

/// <summary>The next words of what the model thinks.</summary>
internal sealed record ReasoningEvent(string Text) : PlaygroundEvent;

/// <summary>The model calls a tool: of the MCP server that is named, or of this program.</summary>
internal sealed record ToolCallEvent(string Id, string Name, string? Server, JsonElement Arguments) : PlaygroundEvent;

/// <summary>What the tool gave.</summary>
internal sealed record ToolResultEvent(string Id, string Text, bool IsError) : PlaygroundEvent;

/// <summary>A call waits until the person at the page has given its result.</summary>
internal sealed record AskEvent(string Id) : PlaygroundEvent;

/// <summary>A call waits until the person at the page has decided.</summary>
internal sealed record ApprovalEvent(string Id, string CallId, string Name, string? Server, JsonElement Arguments)
    : PlaygroundEvent;

/// <summary>What the page appends to its history, to be sent with the next request as it is.</summary>
internal sealed record MessagesEvent(JsonElement Messages) : PlaygroundEvent;

/// <summary>Why the model ended: <c>stop</c>, <c>length</c>, …; null when its server did not say.</summary>
internal sealed record FinishEvent(string? Reason) : PlaygroundEvent;

/// <summary>How one call of a model was routed.</summary>
internal sealed record ReportEvent(RoutingSummary Report) : PlaygroundEvent;

/// <summary>How far a queued job is.</summary>
internal sealed record ProgressEvent(
    string State, string Provider, int? QueuePosition, double? Percent, string? Log, double Seconds) : PlaygroundEvent;

/// <summary>A file that was made, as a data URI.</summary>
internal sealed record MediaEvent(string MediaType, string Uri) : PlaygroundEvent;

/// <summary>What was said in a recording.</summary>
internal sealed record TranscriptEvent(string Text, IReadOnlyList<TranscriptPart> Parts) : PlaygroundEvent;

/// <summary>A piece of a transcript, in seconds.</summary>
internal sealed record TranscriptPart(string Text, double? Start, double? End);

/// <summary>What was sent to providers, and when. Bodies and headers are at <c>GET /api/wire/{id}</c>.</summary>
internal sealed record WireEvent(IReadOnlyList<WireSummary> Exchanges) : PlaygroundEvent
{
    public static WireEvent From(WireCall call) => new(
        [.. call.Exchanges.Select(static exchange => new WireSummary(
            exchange.Id, exchange.Url, exchange.Status, exchange.Failure, exchange.Sent, exchange.Answered,
            exchange.Ended))]);
}

/// <summary>An exchange: times in milliseconds since the call began.</summary>
internal sealed record WireSummary(
    Guid Id, string Url, int? Status, string? Failure, double Sent, double? Answered, double? Ended);

/// <summary>The call failed; what came before stays.</summary>
internal sealed record ErrorEvent(string Kind, string Message, RoutingSummary? Report = null) : PlaygroundEvent;

/// <summary>The end: a stream without it broke off.</summary>
internal sealed record DoneEvent : PlaygroundEvent;
