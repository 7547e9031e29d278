using System.Text.Json.Nodes;
using InferenceProviders;
using Microsoft.Extensions.AI;
using ProviderCheck.Recording;

namespace ProviderCheck.Checks;

/// <summary>Answers, streams, and the parameters that shape them.</summary>
internal static class ChatChecks
{
    public static IEnumerable<Check> All =>
    [
        new("chat", "answer", false, AnswerAsync),
        new("chat", "format", false, FormatAsync),
        new("chat", "usage", false, UsageAsync),
        new("chat", "stream", false, StreamAsync),
        new("chat", "stream end", false, StreamEndAsync),
        new("chat", "stream usage", true, StreamUsageAsync),
        new("chat", "first token", false, FirstTokenAsync),
        new("chat", "output limit", false, OutputLimitAsync),
        new("chat", "stop", true, StopAsync),
        new("chat", "seed", true, SeedAsync),
        new("chat", "log probabilities", true, LogProbabilitiesAsync),
    ];

    private static async Task<string> AnswerAsync(CheckSession session, CancellationToken cancellationToken)
    {
        var response = await session.AnswerAsync(cancellationToken);
        RequireCount(response.Text, 5);
        return $"It counts to 5: \"{Excerpt(response.Text)}\".";
    }

    private static async Task<string> FormatAsync(CheckSession session, CancellationToken cancellationToken)
    {
        var exchange = await session.AnswerExchangeAsync(cancellationToken);
        var json = exchange.AnswerJson
            ?? throw new DefectException($"The answer is {exchange.MediaType}, not a JSON object.");
        var choice = json.At("choices", 0);
        List<string> missing = [];
        Need(json["id"] is JsonValue, "id");
        Need(choice is not null, "choices[0]");
        Need(choice.At("message", "content") is JsonValue, "choices[0].message.content as a text");
        Need(choice.At("finish_reason") is JsonValue, "choices[0].finish_reason");
        return missing.Count == 0
            ? "Id, message and finish reason are where clients of OpenAI's API look for them."
            : throw new RemarkException($"The answer lacks {string.Join(", ", missing)}.");

        void Need(bool there, string name)
        {
            if (!there)
            {
                missing.Add(name);
            }
        }
    }

    private static async Task<string> UsageAsync(CheckSession session, CancellationToken cancellationToken)
    {
        var exchange = await session.AnswerExchangeAsync(cancellationToken);
        return Usage(exchange.AnswerJson.At("usage") as JsonObject, "The answer");
    }

    private static async Task<string> StreamAsync(CheckSession session, CancellationToken cancellationToken)
    {
        var response = await session.StreamAsync(cancellationToken);
        var exchange = await session.StreamExchangeAsync(cancellationToken);
        if (!exchange.IsStream)
        {
            throw new DefectException($"A stream was asked for, and {exchange.MediaType} came.");
        }

        RequireCount(response.Text, 9);
        return exchange.Events.Count > 2
            ? $"It counts to 9 in {exchange.Events.Count} events."
            : throw new DefectException("The whole answer came in one event.");
    }

    private static async Task<string> StreamEndAsync(CheckSession session, CancellationToken cancellationToken)
    {
        var exchange = await session.StreamExchangeAsync(cancellationToken);
        var finished = exchange.Events.Any(data =>
            JsonTexts.Object(data).At("choices", 0, "finish_reason") is JsonValue);
        return (finished, exchange.Events is [.., "[DONE]"]) switch
        {
            (true, true) => "The stream gives a finish reason and ends with [DONE].",
            (true, false) => throw new RemarkException("The stream gives a finish reason, and ends without [DONE]."),
            (false, _) => throw new RemarkException("No event of the stream has a finish reason."),
        };
    }

    private static async Task<string> StreamUsageAsync(CheckSession session, CancellationToken cancellationToken)
    {
        var exchange = await session.StreamExchangeAsync(cancellationToken);
        var usage = exchange.Events.Select(data => Find(JsonTexts.Object(data)))
            .LastOrDefault(one => one is not null);
        return Usage(usage, "The stream");

        // Some send it beside the answer, some inside of an object of their own.
        static JsonObject? Find(JsonObject? json) =>
            json.At("usage") as JsonObject ?? json.At("x_groq", "usage") as JsonObject;
    }

    private static async Task<string> FirstTokenAsync(CheckSession session, CancellationToken cancellationToken)
    {
        await session.StreamExchangeAsync(cancellationToken);
        var response = await session.StreamAsync(cancellationToken);
        var first = response.GetRoutingReport()?.TimeToFirstToken
            ?? throw new NotTriedException("The stream had no token to time.");
        var limit = session.Limits.FirstToken;
        return first <= limit
            ? $"The first token came after {Seconds(first)}, of {Seconds(limit)} that Hugging Face allows."
            : throw new DefectException(
                $"The first token came after {Seconds(first)}; Hugging Face asks for {Seconds(limit)}.");
    }

    private static async Task<string> OutputLimitAsync(CheckSession session, CancellationToken cancellationToken)
    {
        var options = new ChatOptions { MaxOutputTokens = 16 };
        var response = await session.Chat.GetResponseAsync("Count to 200", options, cancellationToken);
        if (response.Usage?.OutputTokenCount > 32)
        {
            throw new DefectException(
                $"At most 16 tokens were asked for, and {response.Usage.OutputTokenCount} were counted.");
        }

        return response.FinishReason == ChatFinishReason.Length
            ? "It stops at 16 tokens, and the finish reason is 'length'."
            : throw new DefectException(
                $"It was cut at 16 tokens, and the finish reason is "
                + $"'{response.FinishReason?.Value ?? "missing"}', not 'length'.");
    }

    private static async Task<string> StopAsync(CheckSession session, CancellationToken cancellationToken)
    {
        var options = session.Options;
        options.StopSequences = ["6"];
        var response = await session.Chat.GetResponseAsync("Count to 9", options, cancellationToken);
        return !response.Text.Contains('6', StringComparison.Ordinal)
            ? "It stops before the stop sequence."
            : throw new DefectException($"It ignores the stop sequence '6': \"{Excerpt(response.Text)}\".");
    }

    private static async Task<string> SeedAsync(CheckSession session, CancellationToken cancellationToken)
    {
        var options = session.Options;
        (options.Seed, options.Temperature) = (7, 0);
        var first = await session.Chat.GetResponseAsync("Name a color.", options, cancellationToken);
        var second = await session.Chat.GetResponseAsync("Name a color.", options, cancellationToken);
        return first.Text == second.Text
            ? "The same seed gives the same answer."
            : "It takes a seed; two answers with the same one differ, which the parameter's definition allows.";
    }

    private static async Task<string> LogProbabilitiesAsync(CheckSession session, CancellationToken cancellationToken)
    {
        var options = session.Options;
        options.AdditionalProperties = new() { ["logprobs"] = true, ["top_logprobs"] = 2 };
        var before = session.Recorder.Exchanges.Count;
        await session.Chat.GetResponseAsync("Count to 2", options, cancellationToken);
        var tokens = session.LastCall(before)?.AnswerJson.At("choices", 0, "logprobs", "content") as JsonArray;
        return tokens is { Count: > 0 }
            ? $"It gives the log probabilities of {tokens.Count} tokens."
            : throw new RefusedException("Log probabilities were asked for, and none came.");
    }

    private static string Usage(JsonObject? usage, string what)
    {
        if (usage is null)
        {
            throw new DefectException($"{what} has no usage: nobody can tell what it costs.");
        }

        var (input, output) = (Number(usage["prompt_tokens"]), Number(usage["completion_tokens"]));
        return (input, output) is ( > 0, > 0)
            ? $"{what} counts {input} tokens in and {output} out."
            : throw new DefectException(
                $"{what} counts {input?.ToString() ?? "no"} prompt_tokens and "
                + $"{output?.ToString() ?? "no"} completion_tokens.");
    }

    private static int? Number(JsonNode? node) =>
        node is JsonValue value && value.TryGetValue<int>(out var number) ? number : null;

    private static void RequireCount(string text, int last)
    {
        var at = 0;
        for (var number = 1; number <= last; number++)
        {
            at = text.IndexOf($"{number}", at, StringComparison.Ordinal);
            if (at < 0)
            {
                throw new DefectException(text.Length == 0
                    ? "The answer has no text."
                    : $"Asked to count to {last}, it said \"{Excerpt(text)}\".");
            }
        }
    }

    public static string Excerpt(string text)
    {
        var line = text.ReplaceLineEndings(" ").Trim();
        return line.Length <= 60 ? line : $"{line[..59]}…";
    }

    public static string Seconds(TimeSpan time) => string.Create(
        System.Globalization.CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.0##} s");
}
