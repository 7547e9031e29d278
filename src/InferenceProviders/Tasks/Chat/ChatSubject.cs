using System.Diagnostics;
using InferenceProviders.Catalog;
using InferenceProviders.Diagnostics;
using InferenceProviders.Media;
using InferenceProviders.Routing.Calls;
using InferenceProviders.Routing.Reports;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Tasks.Chat;

/// <summary>What a chat is about, for those who watch the call: see <see cref="ICallSubject"/>.</summary>
internal static class ChatSubject
{
    public static IEnumerable<string> Texts(IEnumerable<ChatMessage> messages, ChatOptions? options)
    {
        if (options?.Instructions is { } instructions)
        {
            yield return instructions;
        }

        foreach (var content in messages.SelectMany(message => message.Contents))
        {
            switch (content)
            {
                case TextContent text: yield return text.Text; break;
                case TextReasoningContent reasoning: yield return reasoning.Text; break;
                case DataContent data:
                    foreach (var text in new MediaSample(data.Data.Span).Texts)
                    {
                        yield return text;
                    }

                    break;
                case FunctionResultContent { Result: { } result }: yield return result.ToString() ?? ""; break;
                case FunctionCallContent { Arguments: { } arguments }:
                    foreach (var argument in arguments.Values)
                    {
                        yield return argument?.ToString() ?? "";
                    }

                    break;
            }
        }
    }

    public static void Describe(
        Activity span, IEnumerable<ChatMessage> messages, ChatOptions? options, bool stream, bool withContent)
    {
        span.SetTag(GenAI.Request.Stream, stream ? true : null);
        span.SetTag(GenAI.Request.MaxTokens, options?.MaxOutputTokens);
        span.SetTag(GenAI.Request.Temperature, (double?)options?.Temperature);
        span.SetTag(GenAI.Request.TopP, (double?)options?.TopP);
        span.SetTag(GenAI.Request.TopK, options?.TopK);
        span.SetTag(GenAI.Request.Seed, options?.Seed);
        span.SetTag(GenAI.Request.FrequencyPenalty, (double?)options?.FrequencyPenalty);
        span.SetTag(GenAI.Request.PresencePenalty, (double?)options?.PresencePenalty);
        span.SetTag(GenAI.Request.StopSequences, options?.StopSequences is { Count: > 0 } stops ? stops.ToArray()
            : null);
        span.SetTag(
            GenAI.OutputType,
            options?.ResponseFormat switch { ChatResponseFormatJson =>
            "json", ChatResponseFormatText => "text", _ => null });
        if (withContent)
        {
            span.SetTag(GenAI.InputMessages, GenAIMessages.Write(messages));
            span.SetTag(GenAI.SystemInstructions, options?.Instructions is { } instructions
                ? GenAIMessages.WriteInstructions(instructions) : null);
        }
    }
}
