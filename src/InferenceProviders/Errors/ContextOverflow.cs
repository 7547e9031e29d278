using System.Text.RegularExpressions;

namespace InferenceProviders.Errors;

/// <summary>
/// Whether an error says that a request is longer than the model can read. There is no common code for it: these are
/// the words of the servers (vLLM, SGLang, text-generation-inference, llama.cpp, TensorRT-LLM, Ollama, LM Studio,
/// TabbyAPI) and of the providers behind the router, from their sources, their documentation and reports about them.
/// </summary>
internal static partial class ContextOverflow
{
    /// <summary>Codes and types that say it by themselves.</summary>
    private static readonly string[] Codes =
    [
        "context_length", // OpenAI, Groq, Cerebras, and most others: context_length_exceeded
        "context_window", // Anthropic, Z.ai: model_context_window_exceeded
        "exceed_context", // llama.cpp: exceed_context_size_error
        "context_size",
        "max_prompt_tokens", // GitHub Copilot: model_max_prompt_tokens_exceeded
        "prompt_too_long",
        "input_too_long",
    ];

    /// <summary>
    /// Sentences that say it under any status, also that of a server at fault: llama.cpp answers 500 to some of them.
    /// </summary>
    private static readonly string[] Sentences =
    [
        "context size has been exceeded", // llama.cpp, while it generates
        "available context size", // llama.cpp
        // llama.cpp, embeddings and reranking: "input is larger than the max context size. skipping"
        "larger than the max context size",
        // llama.cpp: "input (700 tokens) is too large to process. increase the physical batch size"
        "too large to process",
        // OpenAI, MiniMax
        "exceeds the context window", "exceeds context window", "context window exceeds limit",
            "context window exceeded", "context window is full",
        // Anthropic: "input length and `max_tokens` exceed context limit"
        "exceed context limit", "exceeds context limit", "exceeds the context limit",
        // Mistral, Ollama
        "context length exceeded", "exceeded the context length", "exceeds the context length",
            "exceeds context length", "exceeded max context length",
        // LM Studio
        "greater than the context length", "longer than the context length", "exceeds the model's context length",
            "context overflow",
        "longer than the model's context length", // SGLang, Together
        // vLLM: "The decoder prompt (length 9000) is longer than the maximum model length of 8192"
        "longer than the maximum model length", "model's maximum model length",
        // OpenAI, vLLM, SGLang, Fireworks, DeepSeek
        "maximum context length", "maximum context limit", "model maximum context", "model's maximum context",
        // xAI, TensorRT-LLM, Poolside
        "maximum prompt length", "maximum input length", "maximum allowed input length", "max input length",
        "maximum supported sequence length", // SambaNova
        "maximum sequence length", "max sequence length", "max_seq_len", "max_model_len", // TabbyAPI, vLLM
        // Anthropic, Ollama, Z.ai
        "prompt is too long", "prompt too long", "prompt tokens too long", "prompt length exceeds",
            "prompt exceeds max", "prompt exceeds the",
        // Bedrock, TEI, Moonshot, Google
        "input is too long", "input too long", "input length is too long", "input token length too long",
            "context is too long",
        // Moonshot, Novita
        "exceeded model token limit", "exceeds token limit", "exceeds the token limit", "token limit exceeded",
            "max token limit",
        // Google, Azure
        "exceeds the maximum number of tokens", "exceed the maximum number of tokens", "input tokens exceed",
            "more than max tokens allowed",
        "too many tokens", "too many input tokens", // Cohere
        // text-generation-inference, text-embeddings-inference
        "`inputs` tokens + `max_new_tokens` must be", "`inputs` must have less than",
        // Together: "Input token count + max_tokens parameter must be less than the context length"
        "must be less than the context length",
        // Groq, OpenAI
        "reduce the length of the messages", "reduce the length of your prompt", "reduce the length of the prompt",
        "reduce your prompt", // older OpenAI-compatible servers
        // Mistral: "Prompt contains 65673 tokens, too large for model with 32768 maximum context length"
        "too large for model with",
        "token length must be in (", // Baidu: "messages token length must be in (0, 32768]"
        "range of input length should be", // DashScope: "Range of input length should be [1, 98304]"
        "tokens to keep from the initial prompt", // LM Studio
        "prompt 超长", "上下文长度超", "超出上下文", "超过上下文", "输入长度超", "最大token限制", // Z.ai, Baidu, Huawei
    ];

    /// <summary>Words that make a limit of tokens one of time or of money, which is another kind of failure.</summary>
    private static readonly string[] Rates =
    [
        "per minute", "per min", "per day", "per hour", "per second", "rate limit", "rate_limit", "too many requests",
            "quota", "please wait", "throttl", "try again in",
    ];

    /// <param name="message">The provider's words.</param>
    /// <param name="code">Its code or type.</param>
    /// <param name="blamesRequest">Whether the status blames the request, so that less has to be said.</param>
    public static bool IsSaid(string message, string code, bool blamesRequest)
    {
        if (Contains(code, Codes))
        {
            return true;
        }

        if (Contains(message, Rates))
        {
            return false;
        }

        return Contains(message, Sentences)
            || (Has(message, "current length is") && Has(message, "while limit is")) // Cerebras
            || (Has(message, "n_keep") && Has(message, "n_ctx")) // LM Studio
            || (blamesRequest
                && (Has(message, "context length") || Has(message, "context window") || Has(message, "context size")
                || (!IsAboutAnswer(message) && Exceeds().IsMatch(message))));
    }

    /// <summary>
    /// Whether a request is larger than what the account may send in a minute, so that it fails whenever it is sent.
    /// Groq and OpenAI say "Request too large for model … on tokens per minute (TPM): Limit 6000, Requested 18339",
    /// under 413 or 429.
    /// </summary>
    public static bool NeverFitsRate(string message)
    {
        return (Has(message, "request too large") && (Contains(message, Rates) || Has(message, "(TPM)")))
            || (LimitAndRequested().Match(message) is { Success: true } match
                && decimal.TryParse(match.Groups[1].ValueSpan, out var limit)
                    && decimal.TryParse(match.Groups[2].ValueSpan, out var requested) && requested > limit);
    }

    /// <summary>
    /// "max_tokens is too large: 65536. This model supports at most 32768 completion tokens": a wrong option, and not a
    /// long prompt.
    /// </summary>
    private static bool IsAboutAnswer(string message) =>
        (Has(message, "max_tokens") || Has(message, "max_completion_tokens") || Has(message, "max_new_tokens")
            || Has(message, "completion tokens"))
        && !Has(message, "context") && !Has(message, "prompt") && !Has(message, "input");

    /// <summary>
    /// "prompt token count of 51808 exceeds the limit of 12288", "9000 tokens > 8192", "the prompt (5000 tokens) is
    /// larger than …".
    /// </summary>
    [GeneratedRegex(
        @"(tokens?|prompt|context|sequence)\b[^.;]{0,80}?(\bexceed(s|ed)?\b|\b(longer|greater|larger|more) than\b"
            + @"|\bover the limit\b|\btoo (long|large)\b|>)[^.;]{0,60}?(\d|limit|maximum|max\b|context|model)",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Exceeds();

    [GeneratedRegex(
        @"\bLimit:? (\d+)\b.{0,60}\bRequested:? (\d+)\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex LimitAndRequested();

    private static bool Contains(string text, string[] parts)
    {
        foreach (var part in parts)
        {
            if (Has(text, part))
            {
                return true;
            }
        }

        return false;
    }

    private static bool Has(string text, string part) => text.Contains(part, StringComparison.OrdinalIgnoreCase);
}
