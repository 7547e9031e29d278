using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Tests.Suites;

/// <summary>What a model says, in the form of either protocol, whole or in pieces.</summary>
/// <param name="Text">The text; null for none.</param>
/// <param name="Reasoning">What it thought; null for nothing.</param>
/// <param name="Calls">What it calls: names and arguments.</param>
internal sealed record Said(string? Text, string? Reasoning = null, params (string Name, string Arguments)[] Calls)
{
    private const string Id = "answer_1";
    private const long Created = 1_727_888_631;

    private string Finish => Calls.Length > 0 ? "tool_calls" : "stop";

    /// <summary>The body for a request of chat completions.</summary>
    public string Chat(ReceivedRequest request) =>
        request.Json.TryGetProperty("stream", out _) ? ChatEvents() : ChatWhole();

    /// <summary>The body for a request of the Responses API.</summary>
    public string Responses(ReceivedRequest request) =>
        request.Json.TryGetProperty("stream", out _) ? ResponseEvents() : Response().ToJsonString();

    /// <summary>Checks that an answer says just this, with its ids, its time and its counts.</summary>
    public void Check(ChatResponse response)
    {
        Assert.Equal(Text ?? "", response.Text);
        var contents = response.Messages.SelectMany(static message => message.Contents).ToList();
        Assert.Equal(Reasoning ?? "", string.Concat(
            contents.OfType<TextReasoningContent>().Select(static content => content.Text)));
        var calls = contents.OfType<FunctionCallContent>().ToList();
        Assert.Equal(Calls.Select(static call => call.Name), calls.Select(static call => call.Name));
        for (var index = 0; index < calls.Count; index++)
        {
            Assert.Equal($"call_{index}", calls[index].CallId);
            Assert.True(JsonElement.DeepEquals(
                JsonElement.Parse(Calls[index].Arguments),
                JsonSerializer.SerializeToElement(calls[index].Arguments, AIJsonUtilities.DefaultOptions)));
        }

        Assert.Equal(Id, response.ResponseId);
        Assert.Equal("model-2024-07-18", response.ModelId);
        Assert.Equal(DateTimeOffset.FromUnixTimeSeconds(Created), response.CreatedAt);
        Assert.All(response.Messages, static message => Assert.Equal(ChatRole.Assistant, message.Role));
        Assert.Equal(Finish, response.FinishReason?.Value);
        var usage = response.Usage!;
        Assert.Equal((61, 16, 77), (usage.InputTokenCount, usage.OutputTokenCount, usage.TotalTokenCount));
        Assert.Equal((13, 9), (usage.CachedInputTokenCount, usage.ReasoningTokenCount));
        Assert.NotNull(response.GetRoutingReport());
    }

    private static JsonObject Usage(string input, string output) => new()
    {
        [$"{input}_tokens"] = 61,
        [$"{output}_tokens"] = 16,
        ["total_tokens"] = 77,
        [$"{input}_tokens_details"] = new JsonObject { ["cached_tokens"] = 13 },
        [$"{output}_tokens_details"] = new JsonObject { ["reasoning_tokens"] = 9 },
    };

    private static JsonObject Envelope(string kind) => new()
    {
        ["id"] = Id, ["object"] = kind, ["created"] = Created, ["model"] = "model-2024-07-18",
    };

    private string ChatWhole()
    {
        var message = new JsonObject { ["role"] = "assistant", ["content"] = Text, ["refusal"] = null };
        if (Reasoning is not null)
        {
            message["reasoning_content"] = Reasoning;
        }

        if (Calls.Length > 0)
        {
            message["tool_calls"] = new JsonArray([.. Calls.Select(static (call, index) => Call(call, index))]);
        }

        var answer = Envelope("chat.completion");
        answer["choices"] = new JsonArray(new JsonObject
        {
            ["index"] = 0, ["message"] = message, ["logprobs"] = null, ["finish_reason"] = Finish,
        });
        answer["usage"] = Usage("prompt", "completion");
        return answer.ToJsonString();
    }

    private static JsonObject Call((string Name, string Arguments) call, int index) => new()
    {
        ["index"] = index, ["id"] = $"call_{index}", ["type"] = "function",
        ["function"] = new JsonObject { ["name"] = call.Name, ["arguments"] = call.Arguments },
    };

    private string ChatEvents()
    {
        List<JsonObject> events = [Chunk(new() { ["role"] = "assistant", ["content"] = "" })];
        events.AddRange(Pieces(Reasoning).Select(static piece => Chunk(new() { ["reasoning_content"] = piece })));
        events.AddRange(Pieces(Text).Select(static piece => Chunk(new() { ["content"] = piece })));
        for (var index = 0; index < Calls.Length; index++)
        {
            events.Add(Chunk(new() { ["tool_calls"] = new JsonArray(Call((Calls[index].Name, ""), index)) }));
            foreach (var piece in Pieces(Calls[index].Arguments))
            {
                var more = new JsonObject
                {
                    ["index"] = index, ["function"] = new JsonObject { ["arguments"] = piece },
                };
                events.Add(Chunk(new() { ["tool_calls"] = new JsonArray(more) }));
            }
        }

        events.Add(Chunk([], Finish));
        var last = Envelope("chat.completion.chunk");
        last["choices"] = new JsonArray();
        last["usage"] = Usage("prompt", "completion");
        events.Add(last);
        return Wire.Events(events.Select(static item => item.ToJsonString())) + Wire.Done;
    }

    private static JsonObject Chunk(JsonObject delta, string? finish = null)
    {
        var chunk = Envelope("chat.completion.chunk");
        chunk["choices"] = new JsonArray(new JsonObject
        {
            ["index"] = 0, ["delta"] = delta, ["logprobs"] = null, ["finish_reason"] = finish,
        });
        return chunk;
    }

    private List<JsonObject> Items()
    {
        List<JsonObject> items = [];
        if (Reasoning is not null)
        {
            items.Add(new()
            {
                ["id"] = "rs_1", ["type"] = "reasoning", ["summary"] = new JsonArray(),
                ["content"] = Parts("reasoning_text", Reasoning),
            });
        }

        if (Text is not null)
        {
            items.Add(new()
            {
                ["id"] = "msg_1", ["type"] = "message", ["role"] = "assistant", ["status"] = "completed",
                ["content"] = Parts("output_text", Text),
            });
        }

        items.AddRange(Calls.Select(static (call, index) => new JsonObject
        {
            ["id"] = $"fc_{index}", ["type"] = "function_call", ["call_id"] = $"call_{index}", ["name"] = call.Name,
            ["arguments"] = call.Arguments, ["status"] = "completed",
        }));
        return items;
    }

    private static JsonArray Parts(string type, string text) =>
        new(new JsonObject { ["type"] = type, ["text"] = text });

    private JsonObject Response() => new()
    {
        ["id"] = Id, ["object"] = "response", ["created_at"] = Created, ["model"] = "model-2024-07-18",
        ["status"] = "completed", ["error"] = null, ["output"] = new JsonArray([.. Items()]),
        ["usage"] = Usage("input", "output"),
    };

    private string ResponseEvents()
    {
        var begun = Response();
        (begun["status"], begun["output"], begun["usage"]) = ("in_progress", new JsonArray(), null);
        List<JsonObject> events = [new() { ["type"] = "response.created", ["response"] = begun }];
        var place = 0;
        foreach (var item in Items())
        {
            var empty = (JsonObject)item.DeepClone();
            var (list, kind) = item["type"]!.GetValue<string>() switch
            {
                "function_call" => ("arguments", "response.function_call_arguments.delta"),
                "reasoning" => ("content", "response.reasoning_text.delta"),
                _ => ("content", "response.output_text.delta"),
            };
            empty[list] = list == "content" ? new JsonArray() : "";
            events.Add(Event("response.output_item.added", place, empty));
            foreach (var piece in Pieces(item[list] is JsonArray parts
                ? parts[0]!["text"]!.GetValue<string>()
                : item[list]!.GetValue<string>()))
            {
                events.Add(new()
                {
                    ["type"] = kind, ["item_id"] = item["id"]!.DeepClone(), ["output_index"] = place,
                    ["content_index"] = 0, ["delta"] = piece,
                });
            }

            events.Add(Event("response.output_item.done", place++, item));
        }

        events.Add(new() { ["type"] = "response.completed", ["response"] = Response() });
        return Wire.Events(events.Select(static item => item.ToJsonString()));
    }

    private static JsonObject Event(string type, int place, JsonObject item) =>
        new() { ["type"] = type, ["output_index"] = place, ["item"] = item.DeepClone() };

    /// <summary>A text in three pieces.</summary>
    private static IEnumerable<string> Pieces(string? text)
    {
        if (!string.IsNullOrEmpty(text))
        {
            var cut = text.Length / 3;
            yield return text[..cut];
            yield return text[cut..(2 * cut)];
            yield return text[(2 * cut)..];
        }
    }
}
