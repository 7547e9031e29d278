using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using InferenceProviders.Media;
using InferenceProviders.Primitives;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Tasks.Chat;

/// <summary>
/// What a server did with tools of its own while it made a chat completion: <c>executed_tools</c> of Groq's Compound
/// systems and of gpt-oss there (https://console.groq.com/docs/compound/built-in-tools, groq-python's
/// <c>ChatCompletionMessage.executed_tools</c>). A stream tells of a tool when it is called, and again, with the same
/// index, when it has returned. Each becomes a call and a result of the abstraction's type for it.
/// </summary>
internal sealed class ExecutedTools
{
    /// <summary>The name of the field.</summary>
    public const string Field = "executed_tools";

    private const string Python = "text/x-python";

    private readonly List<Execution> _executions = [];

    /// <summary>Reads the value, or a piece of it; gives the contents that it adds.</summary>
    /// <param name="value">The list.</param>
    /// <param name="messageId">The message, for ids: the tools have none.</param>
    /// <param name="contents">Gets the contents; null when there are none so far.</param>
    public void Read(JsonElement value, string messageId, ref List<AIContent>? contents)
    {
        var place = 0;
        foreach (var item in value.Items())
        {
            if (item.ValueKind == JsonValueKind.Object)
            {
                var index = item.Number("index") is { } number ? (int)number : place;
                var known = _executions.Find(execution => execution.Index == index);
                if (known is null)
                {
                    _executions.Add(known = new Execution(index, $"{messageId}_tool_{index}"));
                }

                known.Read(item, ref contents);
            }

            place++;
        }
    }

    /// <summary>All of them, each with all that was told of it.</summary>
    public JsonElement Whole() =>
        JsonText.Parse(Encoding.UTF8.GetBytes(new JsonArray(
            [.. _executions.Select(static execution => execution.Fields.DeepClone())]).ToJsonString()));

    private sealed class Execution(int index, string callId)
    {
        private bool _isCalled;
        private bool _hasReturned;

        public int Index { get; } = index;

        public JsonObject Fields { get; } = [];

        public void Read(JsonElement item, ref List<AIContent>? contents)
        {
            foreach (var property in item.EnumerateObject())
            {
                if (property.Value.ValueKind != JsonValueKind.Null)
                {
                    Fields[property.Name] = JsonNode.Parse(property.Value.GetRawText());
                }
            }

            var all = JsonText.Parse(Encoding.UTF8.GetBytes(Fields.ToJsonString()));
            var kind = KindOf(all);
            if (!_isCalled)
            {
                _isCalled = true;
                (contents ??= []).Add(Call(kind, all));
            }

            if (!_hasReturned && Result(kind, all) is { } result)
            {
                _hasReturned = true;
                (contents ??= []).Add(result);
            }
        }

        private AIContent Call(HostedTools kind, JsonElement all)
        {
            var arguments = ArgumentsOf(all);
            switch (kind)
            {
                case HostedTools.WebSearch:
                    var query = arguments.Text("query") ?? arguments.Text("q");
                    var call = new WebSearchToolCallContent(callId) { Queries = query is null ? null : [query] };
                    if (arguments.Text("url") is { } url)
                    {
                        call.AdditionalProperties = new() { ["url"] = url };
                    }

                    return call;

                case HostedTools.CodeInterpreter:
                    var code = arguments.Text("code") ?? all.Text("arguments");
                    return new CodeInterpreterToolCallContent(callId)
                    {
                        Inputs = code is null ? null : [new DataContent(Encoding.UTF8.GetBytes(code), Python)],
                    };

                default:
                    return new ToolCallContent(callId) { AdditionalProperties = Kept(all, "arguments") };
            }
        }

        /// <summary>Null while nothing has come back.</summary>
        private ToolResultContent? Result(HostedTools kind, JsonElement all)
        {
            List<AIContent> outputs = [];
            foreach (var found in all.At("search_results", "results").Items()
                .Concat(all.At("search_results").Items()).Concat(all.At("browser_results").Items()))
            {
                if (Uri.TryCreate(found.Text("url"), UriKind.Absolute, out var url))
                {
                    outputs.Add(new UriContent(url, "text/html")
                    {
                        AdditionalProperties = found.Text("title") is { } title ? new() { ["title"] = title } : null,
                    });
                }
            }

            foreach (var result in all.At("code_results").Items())
            {
                AddCode(result, outputs);
            }

            if (outputs.Count == 0 && all.Text("output") is { } output)
            {
                outputs.Add(new TextContent(output));
            }

            if (outputs.Count == 0)
            {
                return null;
            }

            return kind switch
            {
                HostedTools.WebSearch => new WebSearchToolResultContent(callId) { Outputs = outputs },
                HostedTools.CodeInterpreter => new CodeInterpreterToolResultContent(callId) { Outputs = outputs },
                _ => new ToolResultContent(callId) { AdditionalProperties = Kept(all, "output") },
            };
        }

        private static void AddCode(JsonElement result, List<AIContent> outputs)
        {
            if (result.Text("text") is { } text)
            {
                outputs.Add(new TextContent(text));
            }

            if (result.Text("png") is { } png)
            {
                try
                {
                    var bytes = Convert.FromBase64String(png);
                    outputs.Add(new DataContent(bytes, MediaTypeDetector.Detect(bytes) ?? "image/png"));
                }
                catch (FormatException)
                {
                    // What came is still among the fields of the message.
                }
            }
        }

        private static AdditionalPropertiesDictionary Kept(JsonElement all, string field)
        {
            var kept = new AdditionalPropertiesDictionary { ["type"] = all.Text("name") ?? all.Text("type") };
            if (all.Text(field) is { } value)
            {
                kept[field] = value;
            }

            return kept;
        }

        /// <summary>The arguments are the text of a JSON object, mostly.</summary>
        private static JsonElement ArgumentsOf(JsonElement all)
        {
            if (all.At("arguments") is { ValueKind: JsonValueKind.Object } given)
            {
                return given;
            }

            try
            {
                return all.Text("arguments") is { } text ? JsonText.Parse(Encoding.UTF8.GetBytes(text)) : default;
            }
            catch (JsonException)
            {
                return default;
            }
        }

        /// <summary>
        /// By its type, or by its name where the type is <c>function</c>: <c>search</c>, <c>browser.search</c>,
        /// <c>browser.open</c>, <c>visit</c>; <c>python</c>, <c>code_interpreter</c>.
        /// </summary>
        private static HostedTools KindOf(JsonElement all)
        {
            var name = all.Text("type") is { } type && type != "function" ? type : all.Text("name") ?? "";
            return Names(name, "search") || Names(name, "visit") || Names(name, "browser")
                || all.At("search_results").ValueKind is JsonValueKind.Object or JsonValueKind.Array
                    ? HostedTools.WebSearch
                : Names(name, "python") || Names(name, "code") ? HostedTools.CodeInterpreter
                : HostedTools.None;
        }

        private static bool Names(string name, string part) => name.Contains(part, StringComparison.OrdinalIgnoreCase);
    }
}
