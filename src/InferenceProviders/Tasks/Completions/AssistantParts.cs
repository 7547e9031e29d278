using System.Text;
using InferenceProviders.Providers.Contracts;
using InferenceProviders.Routing;
using InferenceProviders.Tasks.Chat;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Tasks.Completions;

/// <summary>
/// What an assistant's message consists of, sorted for the wire: one text, one reasoning in one field, calls, media.
/// </summary>
internal readonly record struct AssistantParts
{
    public bool HasText { get; private init; }

    public bool HasCalls { get; private init; }

    public bool HasMedia { get; private init; }

    public string Text { get; private init; }

    public string? Refusal { get; private init; }

    public string Reasoning { get; private init; }

    /// <summary>The field that the reasoning goes into; null when none is sent.</summary>
    public string? ReasoningField { get; private init; }

    /// <summary>Whether the field came empty, and goes back so: some models refuse a tool call without it.</summary>
    public bool HasEmptyReasoning { get; private init; }

    /// <summary>The provider's own details of its reasoning, as JSON; null when there are none.</summary>
    public string? ReasoningDetails { get; private init; }

    /// <summary>Whether the details are LiteLLM's, which have a field of their own.</summary>
    public bool AreThinkingBlocks { get; private init; }

    /// <exception cref="InferenceException">A content has no form on the wire.</exception>
    public static AssistantParts Of(ChatMessage message, Route route, bool withReasoning)
    {
        var parts = default(AssistantParts);
        var (text, reasoning) = (default(TextPieces), default(TextPieces));
        for (var i = 0; i < message.Contents.Count; i++)
        {
            var content = message.Contents[i];
            switch (content)
            {
                case TextContent more:
                    text.Add(SourcesNote.TextOf(more));
                    parts = parts with { HasText = true };
                    break;

                case TextReasoningContent thought:
                    reasoning.Add(thought.Text);
                    parts = parts with
                    {
                        ReasoningField = parts.ReasoningField ?? Providers.Contracts.ReasoningField.Of(thought),
                        ReasoningDetails = parts.ReasoningDetails
                            ?? Providers.Contracts.ReasoningField.DetailsOf(thought),
                        AreThinkingBlocks = parts.AreThinkingBlocks || Providers.Contracts.ReasoningField.Of(thought)
                            == Providers.Contracts.ReasoningField.ThinkingBlocks,
                        HasEmptyReasoning = parts.HasEmptyReasoning
                            || Providers.Contracts.ReasoningField.IsEmpty(thought),
                    };
                    break;

                case FunctionCallContent:
                    parts = parts with { HasCalls = true };
                    break;

                case DataContent or UriContent:
                    parts = parts with { HasMedia = true };
                    break;

                case ErrorContent { ErrorCode: "Refusal" } refusal:
                    parts = parts with { Refusal = parts.Refusal + refusal.Message };
                    break;

                case UsageContent:
                    break;

                default:
                    throw ContentPartWriter.Unsupported(content, route);
            }
        }

        parts = parts with { Text = text.ToString(), Reasoning = reasoning.ToString() };
        return parts.ReasoningField is null ? parts : parts.For(route, withReasoning);
    }

    /// <summary>With the reasoning where the provider takes it.</summary>
    private AssistantParts For(Route route, bool withReasoning)
    {
        var dialect = route.Provider.Chat!;
        var history = withReasoning ? dialect.ReasoningHistoryOf(route.ProviderModel) : ReasoningHistory.None;
        return history == ReasoningHistory.AsReceived ? this : this with
        {
            ReasoningField = history switch
            {
                ReasoningHistory.ReasoningContent => Providers.Contracts.ReasoningField.ReasoningContent,
                ReasoningHistory.Reasoning => Providers.Contracts.ReasoningField.Reasoning,
                _ => null,
            },
            ReasoningDetails = withReasoning && dialect.TakesReasoningDetails ? ReasoningDetails : null,
        };
    }

    /// <summary>Most messages have one piece of text, which is then not copied.</summary>
    private struct TextPieces
    {
        private string? _only;
        private StringBuilder? _all;

        public void Add(string piece)
        {
            if (_only is null)
            {
                _only = piece;
            }
            else
            {
                (_all ??= new StringBuilder(_only)).Append(piece);
            }
        }

        public override readonly string ToString() => _all?.ToString() ?? _only ?? "";
    }
}
