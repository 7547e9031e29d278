using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace InferenceProviders.Emulator.Tests;

/// <summary>
/// Reads answers in any of the emulator's forms; written for these tests from the wire, not from the emulator's code.
/// </summary>
internal static class Wire
{
    /// <summary>The data of each event; comments and other fields are left out.</summary>
    public static List<string> Data(string stream) =>
        [.. stream.ReplaceLineEndings("\n").Split("\n\n").SelectMany(block => block.Split('\n')).Where(
            line => line.StartsWith("data:", StringComparison.Ordinal)).Select(line => line[5..].TrimStart(' '))];

    public static List<JsonNode> Events(string stream) =>
        [.. Data(stream).Where(data => data != "[DONE]").Select(data => JsonNode.Parse(data)!)];

    public static string Text(JsonNode answer) => Collect(answer["choices"]![0]!["message"]!).Text;

    public static Answer Collect(JsonNode message)
    {
        var answer = new Answer();
        answer.Add(message);
        return answer.Finished();
    }

    public static Answer CollectStream(string stream)
    {
        var answer = new Answer();
        foreach (var @event in Events(stream))
        {
            if (@event["choices"] is JsonArray { Count: > 0 } choices)
            {
                answer.Add(choices[0]!["delta"]!);
                answer.FinishReason = choices[0]!["finish_reason"]?.GetValue<string>();
            }

            answer.Usage = @event["usage"] ?? answer.Usage;
        }

        return answer.Finished();
    }

    internal sealed class Answer
    {
        private readonly StringBuilder _text = new();
        private readonly StringBuilder _reasoning = new();

        public string Text { get; private set; } = "";

        public string Reasoning { get; private set; } = "";

        public List<(string? Id, string Name, string Arguments)> Calls { get; } = [];

        public string? FinishReason { get; set; }

        public JsonNode? Usage { get; set; }

        public void Add(JsonNode part)
        {
            AddContent(part["content"]);
            _reasoning.Append(part["reasoning_content"]?.GetValue<string>())
                .Append(part["reasoning"]?.GetValue<string>());
            foreach (var detail in part["reasoning_details"] as JsonArray ?? [])
            {
                _reasoning.Append(detail!["text"]!.GetValue<string>());
            }

            foreach (var call in part["tool_calls"] as JsonArray ?? [])
            {
                AddCall(call!);
            }
        }

        public Answer Finished()
        {
            Text = _text.ToString();
            Reasoning = _reasoning.ToString();
            if (Text.StartsWith("<think>\n", StringComparison.Ordinal))
            {
                var end = Text.IndexOf("\n</think>\n\n", StringComparison.Ordinal);
                Reasoning = end < 0 ? Text["<think>\n".Length..] : Text["<think>\n".Length..end];
                Text = end < 0 ? "" : Text[(end + "\n</think>\n\n".Length)..];
            }

            return this;
        }

        private void AddContent(JsonNode? content)
        {
            foreach (var part in content as JsonArray ?? [])
            {
                _text.Append(part!["text"]?.GetValue<string>());
                _reasoning.Append(part["thinking"]?.GetValue<string>());
            }

            if (content is JsonValue text)
            {
                _text.Append(text.GetValue<string>());
            }
        }

        /// <summary>
        /// A new id, or a name where there are no ids, begins a new call; everything else goes to the last one.
        /// </summary>
        private void AddCall(JsonNode call)
        {
            var id = call["id"]?.GetValue<string>();
            var name = call["function"]!["name"]?.GetValue<string>();
            var arguments = call["function"]!["arguments"] switch
            {
                null => "",
                JsonValue value when value.GetValueKind() == JsonValueKind.String => value.GetValue<string>(),
                var json => json.ToJsonString(),
            };
            if (name is not null && (Calls.Count == 0 || id is null || Calls[^1].Id != id))
            {
                Calls.Add((id, name, arguments));
            }
            else
            {
                Calls[^1] = Calls[^1] with { Arguments = Calls[^1].Arguments + arguments };
            }
        }
    }
}
