using System.Text.Json;
using InferenceProviders.Primitives;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Tasks.Chat;

/// <summary>
/// Providers' words for why an answer ended. Those that say that the generation failed are failures; those that name a
/// limit or a filter are that; what is not known passes through.
/// </summary>
internal static class FinishReasons
{
    private static readonly string[] Stops =
        ["eos", "eos_token", "eog", "eot", "end", "end_of_text", "end_turn", "end_of_turn", "stop_sequence",
            "stop_token", "stop_str", "complete", "completed", "finish", "finished", "done", "normal"];

    private static readonly string[] Calls = ["tool_call", "tool_use", "function_call", "function_calls"];

    /// <summary>
    /// Cohere's <c>ERROR_TOXIC</c>, Google's <c>SAFETY</c>, <c>RECITATION</c>, <c>PROHIBITED_CONTENT</c>, …, Z.ai's
    /// <c>sensitive</c>, Bedrock's guardrails, Anthropic's <c>refusal</c>.
    /// </summary>
    private static readonly string[] Filters =
        ["filter", "safety", "unsafe", "toxic", "sensitive", "prohibited", "blocklist", "blocked", "policy",
            "guardrail", "moderat", "refus", "recitation", "spii", "violat", "harm", "censor", "copyright", "flagged"];

    /// <summary>
    /// Mistral's <c>model_length</c>, Google's <c>MAX_TOKENS</c>, Z.ai's <c>model_context_window_exceeded</c>, Cohere's
    /// <c>ERROR_LIMIT</c>.
    /// </summary>
    private static readonly string[] Lengths = [
        "length", "max_token", "max_output", "max_new", "max_completion", "context", "token_limit", "error_limit",
        "truncat", "incomplete", "out_of_tokens"];

    /// <summary>
    /// Z.ai's <c>network_error</c>, OpenRouter's <c>error</c>, vLLM's and SGLang's <c>abort</c>, DeepSeek's
    /// <c>insufficient_system_resource</c>, Cohere's <c>USER_CANCEL</c>, Google's <c>MALFORMED_FUNCTION_CALL</c>, and
    /// their like.
    /// </summary>
    private static readonly string[] Failures =
        ["error", "abort", "cancel", "fail", "insufficient", "overload", "unavailable", "timeout", "timed_out",
            "time_out", "interrupt", "exhausted", "rate_limit", "malformed", "exception", "crash", "disconnect",
            "preempt", "killed", "unexpected", "invalid"];

    /// <summary>
    /// Null for null, empty and (DashScope) the text "null", which servers send while they are not done.
    /// </summary>
    /// <param name="reader">At the value.</param>
    /// <param name="failure">The word, where it says that the generation failed.</param>
    public static ChatFinishReason? Read(ref Utf8JsonReader reader, out string? failure)
    {
        failure = null;
        if (reader.TokenType != JsonTokenType.String)
        {
            reader.Skip();
            return null;
        }

        // Nearly all answers end with one of these.
        return reader.ValueTextEquals(""u8) ? null
            : reader.ValueTextEquals("stop"u8) ? ChatFinishReason.Stop
            : reader.ValueTextEquals("tool_calls"u8) ? ChatFinishReason.ToolCalls
            : reader.ValueTextEquals("length"u8) ? ChatFinishReason.Length
            : ReadOther(JsonText.Get(ref reader), out failure);
    }

    private static ChatFinishReason? ReadOther(string said, out string? failure)
    {
        failure = null;
        var word = said.Trim().ToLowerInvariant().Replace('-', '_').Replace(' ', '_');
        word = word.StartsWith("finish_reason_", StringComparison.Ordinal) ? word["finish_reason_".Length..] : word;
        if (word is "" or "null" or "none")
        {
            return null;
        }

        if (word == "stop" || Array.IndexOf(Stops, word) >= 0)
        {
            return ChatFinishReason.Stop;
        }

        if (word == "tool_calls" || Array.IndexOf(Calls, word) >= 0)
        {
            return ChatFinishReason.ToolCalls;
        }

        if (Names(word, Filters))
        {
            return ChatFinishReason.ContentFilter;
        }

        if (word is "limit" || Names(word, Lengths))
        {
            return ChatFinishReason.Length;
        }

        failure = Names(word, Failures) ? said : null;
        return new ChatFinishReason(said);
    }

    private static bool Names(string word, string[] parts) =>
        Array.Exists(parts, part => word.Contains(part, StringComparison.Ordinal));
}
