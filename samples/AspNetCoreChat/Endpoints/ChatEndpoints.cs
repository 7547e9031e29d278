using System.Runtime.CompilerServices;
using System.Text.Json;
using AspNetCoreChat.Chat;
using AspNetCoreChat.Events;
using AspNetCoreChat.Tools;
using AspNetCoreChat.Wire;
using InferenceProviders;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.AI;

namespace AspNetCoreChat.Endpoints;

/// <summary><c>POST /api/chat</c>: a conversation in, the answer out as it comes.</summary>
internal static class ChatEndpoints
{
    public static void MapChat(this IEndpointRouteBuilder api) => api.MapPost("/chat", Answer);

    private static ServerSentEventsResult<PlaygroundEvent> Answer(
        ChatBody body, ChatAgent agent, HttpContext context, CancellationToken aborted)
    {
        var wire = WireCall.Begin(context, body.Call);
        var history = History.Read(body.Messages);
        var decision = History.Decide(history, body.Decisions);
        var turn = new ChatTurn(
            agent.Client, Options(body), body.Tools, [.. body.Functions.Select(static function => function.Name)]);
        return EventStream.Of(RunAsync(turn, history, decision, aborted), aborted, () => ToEvent(wire));
    }

    private static async IAsyncEnumerable<PlaygroundEvent> RunAsync(
        ChatTurn turn, List<ChatMessage> history, ChatMessage? decision,
            [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (decision is not null)
        {
            yield return History.ToEvent([decision]);
        }

        await foreach (var shown in turn.RunAsync(history, cancellationToken))
        {
            yield return shown;
        }
    }

    private static WireEvent? ToEvent(WireCall wire) => wire.Exchanges.Count == 0 ? null : WireEvent.From(wire);

    /// <summary>What the model is asked with.</summary>
    /// <exception cref="BadHttpRequestException">Something of the body is wrong.</exception>
    public static ChatOptions Options(ChatBody body)
    {
        List<AITool> tools = [
            .. LocalTools.Named(body.Tools), .. body.Functions.Select(static function => function.ToTool()),
            .. body.McpServers.Select(static server => server.ToTool())];
        var options = new ChatOptions
        {
            ModelId = ModelChoice.Check(body.Model),
            Instructions = string.IsNullOrWhiteSpace(body.Instructions) ? null : body.Instructions,
            Temperature = body.Temperature,
            MaxOutputTokens = body.MaxOutputTokens is < 1
                ? throw new BadHttpRequestException(
                    $"'maxOutputTokens' is {body.MaxOutputTokens}: write a whole number from 1 up, or leave it out.")
                : body.MaxOutputTokens,
            TopP = body.TopP,
            FrequencyPenalty = body.FrequencyPenalty,
            PresencePenalty = body.PresencePenalty,
            Seed = body.Seed,
            StopSequences = body.StopSequences.Count > 0 ? [.. body.StopSequences] : null,
            Reasoning = body.Effort is { } effort ? new ReasoningOptions { Effort = effort } : null,
            ResponseFormat = body.Schema is { ValueKind: JsonValueKind.Object } schema
                ? ChatResponseFormat.ForJsonSchema(schema, "answer")
                : null,
            Tools = tools.Count > 0 ? tools : null,
        };
        return options.WithRouting(ModelChoice.Routing(body.Policy, body.Provider, body.FallBack));
    }
}

/// <summary>
/// What <c>POST /api/chat</c> takes. Its properties can be set, since source-generated JSON loses the defaults of those
/// that only an initializer sets.
/// </summary>
internal sealed record ChatBody
{
    public required string Model { get; set; }

    /// <summary>One of <see cref="RoutePolicies"/>; null for Hugging Face's choice.</summary>
    public string? Policy { get; set; }

    /// <summary>The provider that is asked first; null leaves it to the policy.</summary>
    public string? Provider { get; set; }

    /// <summary>Whether others may be asked when <see cref="Provider"/> fails.</summary>
    public bool FallBack { get; set; } = true;

    /// <summary>The conversation so far.</summary>
    public JsonElement Messages { get; set; }

    public string? Instructions { get; set; }

    public float? Temperature { get; set; }

    public int? MaxOutputTokens { get; set; }

    public float? TopP { get; set; }

    public float? FrequencyPenalty { get; set; }

    public float? PresencePenalty { get; set; }

    public long? Seed { get; set; }

    /// <summary>The answer ends before the first of these.</summary>
    public IReadOnlyList<string> StopSequences { get; set; } = [];

    public ReasoningEffort? Effort { get; set; }

    /// <summary>The JSON schema of the answer; null for text.</summary>
    public JsonElement? Schema { get; set; }

    /// <summary>The names of this program's functions that the model is offered.</summary>
    public IReadOnlyList<string> Tools { get; set; } = [];

    /// <summary>Functions that the person at the page answers.</summary>
    public IReadOnlyList<FunctionBody> Functions { get; set; } = [];

    public IReadOnlyList<McpServerBody> McpServers { get; set; } = [];

    /// <summary>What the person decided about the calls that the last answer asked about.</summary>
    public IReadOnlyList<ApprovalBody> Decisions { get; set; } = [];

    /// <summary>
    /// By this id <c>GET /api/wire/calls/{id}</c> finds what was sent, also when the answer is stopped.
    /// </summary>
    public Guid? Call { get; set; }
}

/// <summary>A decision about one call.</summary>
internal sealed record ApprovalBody(string Id, bool Approved, string? Reason = null);
