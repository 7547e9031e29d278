using System.Text.Json;
using System.Text.RegularExpressions;
using InferenceProviders.Conformance.Responses.Transcripts;

namespace InferenceProviders.Conformance.Responses.Comparison;

/// <summary>
/// What is to be read from a recording, worked out from its final response alone, by rules that are written down in
/// other words than the library's: the final list of output items is the truth, whatever the events said.
/// </summary>
internal static partial class ExpectedAnswer
{
    private static readonly Dictionary<int, string> Kinds = new()
    {
        [401] = "Authentication",
        [402] = "CreditsExhausted",
        [403] = "PermissionDenied",
        [404] = "ModelNotFound",
        [408] = "Timeout",
        [413] = "InvalidRequest",
        [429] = "RateLimited",
    };

    /// <param name="transcript">The recording.</param>
    /// <param name="streamed">Whether the events are read, or the final response as a whole.</param>
    public static IReadOnlyList<string> Of(Transcript transcript, bool streamed)
    {
        if (transcript.Status is { } status and not 200)
        {
            return Failure(HttpKind(status, transcript.Body), status, "", hadUpdates: false);
        }

        if (transcript.Final is not { ValueKind: JsonValueKind.Object } final)
        {
            // Cut before its end: what came is known, and that it is not all.
            var came = Deltas(transcript);
            return Failure("Protocol", null, came, hadUpdates: came.Length > 0);
        }

        return Text(final, "status") == "failed"
            ? Failed(final, hadUpdates: streamed && HasContent(transcript))
            : Completed(final, streamed ? transcript : null);
    }

    private static List<string> Completed(JsonElement final, Transcript? events)
    {
        var items = Joined(final);
        var last = items.LastOrDefault();
        var finish = Text(final, "status") == "incomplete" ? "length"
            : items.Any(item => Text(item, "type") == "function_call") ? "tool_calls"
            : last.ValueKind == JsonValueKind.Object && Text(last, "type") == "mcp_call" ? "length"
            : "stop";
        List<string> lines =
        [
            $"id {Text(final, "id")}",
            $"model {Text(final, "model")}",
            $"created {final.GetProperty("created_at")}",
            "conversation ",
            $"finish {finish}",
            $"usage {Usage(final)}",
            $"message assistant {items.Where(item => Text(item, "type") == "message").Select(item => Text(item, "id")).FirstOrDefault()}",
        ];
        var isFirst = true;
        foreach (var item in items)
        {
            if (Text(item, "type") == "message")
            {
                if (!isFirst)
                {
                    lines.Add($"message assistant {Text(item, "id")}");
                }

                isFirst = false;
            }

            lines.AddRange(Lines(item, events));
        }

        return lines;
    }

    private static List<string> Lines(JsonElement item, Transcript? events)
    {
        var id = Text(item, "id");
        switch (Text(item, "type"))
        {
            case "message":
                return MessageLines(item);

            case "reasoning":
                var text = string.Join(
                    "\n\n", item.GetProperty("content").EnumerateArray().Select(part => Text(part, "text")));
                return text.Length == 0 ? [] : [$"  reasoning {id} {text}"];

            case "function_call":
                return [
                    $"  function {Text(item, "name")} {(Text(item, "call_id") is { Length: > 0 } callId ? callId : "(made)")} {Arguments(item)}"];

            case "mcp_call":
                var call = $"  mcp call {id} {Text(item, "server_label")} {Text(item, "name")} {Arguments(item)}";
                var result = Text(item, "error") is { } error
                    ? $"error {error}"
                    : Text(item, "output") is { } output ? $"text {output}"
                    : null;
                return result is null ? [call] : [call, $"  mcp result {id} runs {Runs(id, events)} {result}"];

            case "mcp_approval_request":
                return [$"  approval {id} {Text(item, "server_label")} {Text(item, "name")} {Arguments(item)}"];

            default:
                return [$"  item {Text(item, "type")} {id}"];
        }
    }

    private static List<string> MessageLines(JsonElement item)
    {
        var lines = new List<string>();
        var text = "";
        foreach (var part in item.GetProperty("content").EnumerateArray())
        {
            text += Text(part, "text");
        }

        if (ThinkTags().Match(text) is { Success: true } match)
        {
            lines.Add($"  reasoning  {match.Groups[1].Value.Trim('\n')}");
            text = match.Groups[2].Value.TrimStart();
        }

        if (text.Length > 0)
        {
            lines.Add($"  text {text}");
        }

        lines.AddRange(
            item.GetProperty("content").EnumerateArray().Where(part => Text(part, "type") == "refusal")
            .Select(part => $"  error Refusal {Text(part, "refusal")}"));
        return lines;
    }

    /// <summary>A stream shows how often the server ran a call; the final response does not.</summary>
    private static string Runs(string? id, Transcript? events)
    {
        var runs = events?.Events.Count(
            data => Text(data, "type") == "response.output_item.done" && Text(data.GetProperty("item"), "id") == id)
            ?? 0;
        return runs > 1 ? runs.ToString(System.Globalization.CultureInfo.InvariantCulture) : "";
    }

    /// <summary>
    /// The items; pieces of one function call, which share its <c>call_id</c>, as the call that they are together.
    /// </summary>
    private static List<JsonElement> Joined(JsonElement final)
    {
        var items = new List<JsonElement>();
        foreach (var group in final.GetProperty("output").EnumerateArray().Select((item, index) => (item, index))
            .GroupBy(
                pair =>
                    Text(pair.item, "type") == "function_call" && Text(pair.item, "call_id") is { Length: > 0 } callId
                        ? callId
                        : $"#{pair.index}"))
        {
            var pieces = group.Select(pair => pair.item).ToList();
            var joined = string.Concat(pieces.Select(piece => Text(piece, "arguments")));
            if (pieces.Count > 1 && IsObject(joined))
            {
                var call = System.Text.Json.Nodes.JsonNode.Parse(pieces[0].GetRawText())!.AsObject();
                call["arguments"] = joined;
                items.Add(JsonDocument.Parse(call.ToJsonString()).RootElement);
            }
            else
            {
                items.AddRange(pieces);
            }
        }

        return items;
    }

    private static IReadOnlyList<string> Failed(JsonElement final, bool hadUpdates)
    {
        var message = Text(final.GetProperty("error"), "message")!;
        int? status = message.Length > 4 && message[3] == ' ' && int.TryParse(message[..3], out var number)
            ? number
            : null;
        var kind = status is { } code ? StatusKind(code, message)
            : message.Contains("not found", StringComparison.Ordinal) ? "InvalidRequest"
            : message.StartsWith("Not implemented", StringComparison.Ordinal) ? "NotSupported"
            : "ProviderUnavailable";
        var partial = string.Concat(
            final.GetProperty("output").EnumerateArray().Where(item => Text(item, "type") == "message")
            .SelectMany(item => item.GetProperty("content").EnumerateArray()).Select(part => Text(part, "text")));
        return Failure(kind, status, partial, hadUpdates);
    }

    private static string StatusKind(int status, string message) =>
        Kinds.TryGetValue(status, out var kind) ? kind
        : status >= 500 ? "ProviderUnavailable"
        : message.Contains("does not exist", StringComparison.Ordinal) ? "ModelNotFound"
        : message.Contains("not supported", StringComparison.Ordinal) ? "NotSupported"
        : "InvalidRequest";

    private static string HttpKind(int status, JsonElement body) =>
        StatusKind(status, body.ValueKind == JsonValueKind.String ? "" : body.GetRawText());

    private static IReadOnlyList<string> Failure(string kind, int? status, string partial, bool hadUpdates) =>
    [
        $"error {kind}",
        $"status {status}",
        $"interrupted {hadUpdates} after updates {hadUpdates}",
        $"partial {partial}",
    ];

    /// <summary>
    /// Whether an event gave something to show before the failure: words, thoughts, or a tool at work.
    /// </summary>
    private static bool HasContent(Transcript transcript) => transcript.Events.Any(data =>
        Text(data, "type") is "response.output_text.delta" or "response.reasoning_text.delta"
            or "response.mcp_call_arguments.done" or "response.function_call_arguments.done"
        || (Text(data, "type") == "response.output_item.added" && Text(data.GetProperty("item"), "type") == "mcp_call"
            && Text(data.GetProperty("item"), "arguments") is { Length: > 0 }));

    private static string Deltas(Transcript transcript) =>
        string.Concat(
            transcript.Events.Where(data => Text(data, "type") == "response.output_text.delta")
            .Select(data => Text(data, "delta")));

    private static string Usage(JsonElement final)
    {
        if (!final.TryGetProperty("usage", out var usage) || usage.ValueKind != JsonValueKind.Object)
        {
            return "none";
        }

        var (input, output, total) = (usage.GetProperty("input_tokens").GetInt64(),
            usage.GetProperty("output_tokens").GetInt64(), usage.GetProperty("total_tokens").GetInt64());
        return input == 0 && output == 0 && total == 0
            ? "none"
            : $"in {input} out {output} total {total} cached  reasoning ";
    }

    private static string Arguments(JsonElement item)
    {
        var text = Text(item, "arguments") ?? "";
        return text.Length == 0 || IsObject(text) ? AnswerText.Arguments(text) : $"broken {text}";
    }

    private static bool IsObject(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            return document.RootElement.ValueKind == JsonValueKind.Object;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static string? Text(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value)
            && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    [GeneratedRegex(@"\A\s*<think>(.*?)</think>(.*)\z", RegexOptions.Singleline)]
    private static partial Regex ThinkTags();
}
