using System.Globalization;
using System.Text;

namespace InferenceProviders.Tests.Reading;

/// <summary>An answer made from a seed, in its whole form and as a stream of chunks that say the same.</summary>
internal sealed class RandomAnswer
{
    private static readonly string[] Words =
        ["Hello", " ", "\n", "\n\n", "<think>", "</think>", "</th", "<", ">", "{\"a\":1}", "data: ", "[DONE]", "\"",
            "\\", "\\n", "caf\u00e9", "\u65e5\u672c", "\ud83d\ude00", "\ud83d\udc69\u200d\ud83d\ude80", "\u2028", "\t",
            "\0", "42", ".", ", ", "I think"];

    private static readonly string[] ReasoningFields = [
        "reasoning_content", "reasoning", "reasoning_details", "parts", "tags"];

    private readonly Random _random;
    private readonly List<(string Id, string Name, string Arguments)> _calls = [];
    private readonly string? _id;
    private readonly string? _created;
    private readonly string? _reasoningField;
    private readonly string _finish;
    private readonly string? _usage;
    private readonly string? _fingerprint;
    private readonly string? _citations;
    private readonly string? _annotation;
    private readonly string? _refusal;
    private readonly List<string> _logprobs = [];

    public RandomAnswer(int seed)
    {
        _random = new Random(seed);
        _id = Maybe(0.9, () => $"chatcmpl-{seed}");
        _created = Maybe(0.8, () => Pick("1700000000", "1700000001.5", "null"));
        _reasoningField = Maybe(0.5, () => Pick(ReasoningFields));
        Reasoning = _reasoningField is null
            ? ""
            : Text(8).Replace("</think>", "", StringComparison.Ordinal).Trim('\n') + "end";
        Content = Maybe(0.85, () => Text(12)) ?? "";
        if (_reasoningField == "tags")
        {
            // What follows the tags loses its leading white space, which templates put there.
            Content = Content.TrimStart();
        }
        else if (Content.TrimStart().StartsWith("<think>", StringComparison.Ordinal))
        {
            Content = "No: " + Content;
        }

        for (var i = _random.Next(-2, 4); i > 0; i--)
        {
            _calls.Add(
                ($"call-{i}", Pick("weather", "time", "add"),
                    Pick(
                        "{}", "{\"city\":\"Paris\"}",
                        "{\"a\":1,\"b\":[true,null,-2.5e3],\"c\":{\"d\":\"\u00e9 \\\" \\\\\"}}")));
        }

        _finish = _calls.Count > 0
            ? Pick("\"tool_calls\"", "\"stop\"")
            : Pick("\"stop\"", "\"length\"", "\"eos\"", "\"content_filter\"", "\"odd\"");
        _usage = Maybe(
            0.8, () =>
                $$"""{"prompt_tokens":{{_random.Next(1000)}},"completion_tokens":{{_random.Next(1000)}}{{Maybe(0.5, () => $",\"total_tokens\":{_random.Next(3000)}")}}{{Maybe(0.5, () => $",\"prompt_tokens_details\":{{\"cached_tokens\":{_random.Next(9)},\"odd_tokens\":{_random.Next(9)}}}")}}{{Maybe(0.5, () => $",\"completion_tokens_details\":{{\"reasoning_tokens\":{_random.Next(9)}}}")}}}""");
        _fingerprint = Maybe(0.4, () => "\"fp_" + seed + "\"");
        _citations = Maybe(0.3, () => "[\"https://example.com/" + seed + "\",{\"n\":1.50}]");
        _annotation = Maybe(0.2, () => "[{\"type\":\"url\"}]");
        _refusal = Maybe(0.1, () => Text(3) + "no");
        for (var i = Maybe(0.2, () => "") is null ? 0 : _random.Next(1, 4); i > 0; i--)
        {
            _logprobs.Add($"{{\"token\":\"t{i}\",\"logprob\":-{i}.25,\"top_logprobs\":[]}}");
        }
    }

    public string Content { get; }

    public string Reasoning { get; }

    public IReadOnlyList<(string Id, string Name, string Arguments)> Calls => _calls;

    /// <summary>The body of the non-streaming form, with its properties in any order.</summary>
    public string Whole()
    {
        var message = new List<string> { "\"role\":\"assistant\"" };
        var content = _reasoningField == "tags" ? Tagged() : Content;
        if (_reasoningField == "parts")
        {
            message.Add(
                $"\"content\":[{{\"type\":\"thinking\",\"thinking\":[{{\"type\":\"text\","
                + $"\"text\":{Quote(Reasoning)}}}]}},{{\"type\":\"text\",\"text\":{Quote(content)}}}]");
        }
        else
        {
            message.Add($"\"content\":{(content.Length == 0 && _calls.Count > 0 ? "null" : Quote(content))}");
            if (_reasoningField is "reasoning_content" or "reasoning")
            {
                message.Add($"\"{_reasoningField}\":{Quote(Reasoning)}");
            }
            else if (_reasoningField == "reasoning_details")
            {
                message.Add(
                    $"\"reasoning_details\":[{{\"type\":\"reasoning.text\",\"index\":0,\"text\":{Quote(Reasoning)}}}]");
            }
        }

        if (_calls.Count > 0)
        {
            message.Add(
                "\"tool_calls\":["
                + string.Join(',', _calls.Select((call, index) => Call(index, call.Id, call.Name, call.Arguments)))
                + "]");
        }

        Add(message, "annotations", _annotation);
        Add(message, "refusal", _refusal is null ? null : Quote(_refusal));
        var choice = new List<string>
        {
            "\"index\":0",
            $"\"message\":{Object(message)}",
            $"\"finish_reason\":{_finish}",
        };
        Add(choice, "logprobs", _logprobs.Count == 0 ? null : $"{{\"content\":[{string.Join(',', _logprobs)}]}}");
        var root = new List<string> { "\"object\":\"chat.completion\"", $"\"choices\":[{Object(choice)}]" };
        Add(root, "usage", _usage);
        Add(root, "citations", _citations);
        AddShared(root);
        return Object(root);
    }

    /// <summary>The stream, its texts cut anywhere, also inside characters.</summary>
    public string Stream()
    {
        var deltas = new List<string>();
        foreach (var piece in Pieces(_reasoningField is null or "tags" ? "" : Reasoning))
        {
            deltas.Add(_reasoningField switch
            {
                "parts" =>
                    $"\"content\":[{{\"type\":\"thinking\",\"thinking\":[{{\"type\":\"text\","
                    + $"\"text\":{Quote(piece)}}}]}}]",
                "reasoning_details" =>
                    $"\"reasoning_details\":[{{\"type\":\"reasoning.text\",\"index\":0,\"text\":{Quote(piece)}}}]",
                _ => $"\"{_reasoningField}\":{Quote(piece)}",
            });
        }

        deltas.AddRange(
            Pieces(_reasoningField == "tags" ? Tagged() : Content).Select(piece => $"\"content\":{Quote(piece)}"));
        for (var index = 0; index < _calls.Count; index++)
        {
            var call = _calls[index];
            var first = true;
            foreach (var piece in Pieces(call.Arguments))
            {
                deltas.Add($"\"tool_calls\":[{Call(index, first ? call.Id : null, first ? call.Name : null, piece)}]");
                first = false;
            }
        }

        deltas.AddRange(Pieces(_refusal ?? "").Select(piece => $"\"refusal\":{Quote(piece)}"));
        if (_annotation is not null)
        {
            deltas.Add($"\"annotations\":{_annotation}");
        }

        var cumulative = _random.Next(2) == 0;
        var usageLast = _random.Next(2) == 0;
        var events = new StringBuilder();
        var logprobs = new Queue<string>(_logprobs);
        deltas.Add("");
        for (var i = 0; i < deltas.Count; i++)
        {
            var last = i == deltas.Count - 1;
            var choice = new List<string>
            {
                "\"index\":0",
                $"\"delta\":{{{(i == 0 ? "\"role\":\"assistant\"" + (deltas[i].Length > 0 ? "," : "") : "")}{deltas[i]}}}",
                $"\"finish_reason\":{(last ? _finish : Pick("null", "null", "\"\""))}",
            };
            var now = new List<string>();
            while (logprobs.Count > 0 && (last || _random.Next(2) == 0))
            {
                now.Add(logprobs.Dequeue());
            }

            Add(choice, "logprobs", now.Count == 0 ? Pick("null", null) : $"{{\"content\":[{string.Join(',', now)}]}}");
            var root = new List<string> { "\"object\":\"chat.completion.chunk\"", $"\"choices\":[{Object(choice)}]" };
            AddShared(root);
            if (last)
            {
                Add(root, "citations", _citations);
            }

            Add(root, "usage",
                last && !usageLast
                    ? _usage
                    : _usage is not null && cumulative
                    ? $"{{\"prompt_tokens\":1,\"completion_tokens\":{i},\"total_tokens\":{i + 1}}}"
                    : Pick("null", null));
            Event(events, Object(root));
        }

        if (usageLast)
        {
            var root = new List<string> { Pick("\"choices\":[]", "\"choices\":null") };
            Add(root, "usage", _usage ?? "null");
            AddShared(root);
            Event(events, Object(root));
        }

        return events.Append("data: [DONE]\n\n").ToString();
    }

    private void Event(StringBuilder events, string data)
    {
        if (_random.Next(8) == 0)
        {
            events.Append(": keep-alive\n\n");
        }

        var end = Pick("\n", "\r\n");
        events.Append(Pick("data: ", "data:")).Append(data).Append(end).Append(end);
    }

    private void AddShared(List<string> root)
    {
        Add(root, "id", _id is null ? null : Quote(_id));
        Add(root, "created", _created);
        Add(root, "model", "\"served\"");
        Add(root, "system_fingerprint", _fingerprint);
    }

    private string Tagged() => $"<think>\n{Reasoning}\n</think>\n\n{Content}";

    private static string Call(int index, string? id, string? name, string arguments) =>
        $"{{\"index\":{index},{(id is null ? "" : $"\"id\":\"{id}\",\"type\":\"function\",")}\"function\":{{{(name is null ? "" : $"\"name\":\"{name}\",")}\"arguments\":{Quote(arguments)}}}}}";

    private static void Add(List<string> properties, string name, string? value)
    {
        if (value is not null)
        {
            properties.Add($"\"{name}\":{value}");
        }
    }

    private string Object(List<string> properties)
    {
        var shuffled = properties.ToArray();
        _random.Shuffle(shuffled);
        return "{" + string.Join(',', shuffled) + "}";
    }

    private IEnumerable<string> Pieces(string text)
    {
        for (var start = 0; start < text.Length;)
        {
            var length = Math.Min(_random.Next(1, 12), text.Length - start);
            yield return text.Substring(start, length);
            start += length;
        }
    }

    private string Text(int words) => string.Concat(Enumerable.Range(0, _random.Next(words)).Select(_ => Pick(Words)));

    private string? Maybe(double chance, Func<string> make) => _random.NextDouble() < chance ? make() : null;

    private T Pick<T>(params T[] items) => items[_random.Next(items.Length)];

    /// <summary>
    /// JSON text of a string; halves of characters become escapes, as servers that cut text in the middle of them
    /// write.
    /// </summary>
    private static string Quote(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (var unit in text)
        {
            _ = unit is '"' or '\\' ? quoted.Append('\\').Append(unit)
                : unit < ' ' || char.IsSurrogate(unit)
                    ? quoted.Append(CultureInfo.InvariantCulture, $"\\u{(int)unit:x4}")
                : quoted.Append(unit);
        }

        return quoted.Append('"').ToString();
    }
}
