using System.Collections.Concurrent;
using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace InferenceProviders.Mcp.Tests.Support;

/// <summary>What a model says in one turn.</summary>
internal sealed record ModelSays(
    string? Thought, string? Text, params (string Id, string Name, string Arguments)[] Calls);

/// <summary>
/// A server on loopback that speaks chat completions and the Responses API, whole and streamed, and is as strict about
/// histories as the strictest of them: every call with its result right behind its message, no result without a call,
/// no turn of the model in two pieces, no empty turn, no thought without what it led to.
/// </summary>
internal sealed class ModelServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<JsonObject> _requests = new();
    private readonly Func<IReadOnlyList<Said>, ModelSays?> _model;

    private ModelServer(WebApplication app, Func<IReadOnlyList<Said>, ModelSays?> model) =>
        (_app, _model) = (app, model);

    public Uri Address => new(new Uri(_app.Urls.First()), "/v1");

    public IReadOnlyList<JsonObject> Requests => [.. _requests];

    /// <summary>Also takes what the strictest servers refuse: turns of the assistant in several messages.</summary>
    public bool IsLenient { get; set; }

    /// <summary>The last request, in words.</summary>
    public string Transcript => string.Join('\n', Read(Requests[^1]));

    /// <param name="model">What the model says to a history; null for a server that fails.</param>
    public static async Task<ModelServer> StartAsync(Func<IReadOnlyList<Said>, ModelSays?> model)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(static options => options.Listen(IPAddress.Loopback, 0));
        var app = builder.Build();
        var server = new ModelServer(app, model);
        app.MapPost("/v1/chat/completions", context => server.AnswerAsync(context, ChatAnswer.Write));
        app.MapPost("/v1/responses", context => server.AnswerAsync(context, ResponsesAnswer.Write));
        await app.StartAsync();
        return server;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    /// <summary>The turns of a history, whatever the protocol. Throws when a strict server would refuse it.</summary>
    public static IReadOnlyList<Said> Read(JsonObject request, bool isLenient = false) =>
        request["messages"] is JsonArray messages
            ? ChatAnswer.Read(messages, isLenient)
            : ResponsesAnswer.Read(request["input"]!);

    private async Task AnswerAsync(HttpContext context, Func<ModelSays, int, bool, string> write)
    {
        var request = (JsonObject)(await JsonNode.ParseAsync(context.Request.Body))!;
        _requests.Enqueue(request);
        ModelSays? says;
        try
        {
            says = _model(Read(request, IsLenient));
        }
        catch (InvalidDataException refusal)
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            await context.Response.WriteAsJsonAsync(
                new { error = new { message = refusal.Message, type = "invalid_request_error" } });
            return;
        }

        if (says is null)
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            await context.Response.WriteAsJsonAsync(new { error = new { message = "The model is away." } });
            return;
        }

        var stream = request["stream"]?.GetValue<bool>() is true;
        context.Response.ContentType = stream ? "text/event-stream" : "application/json";
        await context.Response.WriteAsync(write(says, _requests.Count, stream));
    }

    /// <summary>Something in a history: a text of somebody, a thought, a call, a result.</summary>
    internal sealed record Said(string Who, string What, string? Id = null)
    {
        public override string ToString() => $"{Who}: {What}";
    }

    private static InvalidDataException Refuse(string why) => new(why);

    private static class ChatAnswer
    {
        public static List<Said> Read(JsonArray messages, bool isLenient)
        {
            List<Said> history = [];
            List<string> open = [];
            string? before = null;
            foreach (var message in messages.Cast<JsonObject>())
            {
                var role = (string)message["role"]!;
                if (role == "tool")
                {
                    var id = (string)message["tool_call_id"]!;
                    history.Add(open.Remove(id) ? new("result", Text(message["content"]), id)
                        : throw Refuse($"No call in front of the result {id}."));
                    before = role;
                    continue;
                }

                if (open.Count > 0 || (role == "assistant" && before == role && !isLenient))
                {
                    throw Refuse(open.Count > 0 ? $"No results of {string.Join(", ", open)}."
                        : "Two messages of the assistant in a row.");
                }

                before = role;
                var (thought, text, calls) = ((string?)message["reasoning_content"] ?? (string?)message["reasoning"],
                    Text(message["content"]), message["tool_calls"] as JsonArray);
                if (text.Length == 0 && calls is not { Count: > 0 } && !isLenient)
                {
                    throw Refuse($"The message of the {role} is empty: {message.ToJsonString()}");
                }

                if (thought is { Length: > 0 })
                {
                    history.Add(new("thought", thought));
                }

                if (text.Length > 0)
                {
                    history.Add(new(role, text));
                }

                foreach (var call in calls?.Cast<JsonObject>() ?? [])
                {
                    var id = (string)call["id"]!;
                    open.Add(open.Contains(id) ? throw Refuse($"Two calls with the id {id}.") : id);
                    history.Add(new("call", $"{call["function"]!["name"]}({call["function"]!["arguments"]})", id));
                }
            }

            return open.Count == 0 ? history : throw Refuse($"No results of {string.Join(", ", open)}.");
        }

        public static string Write(ModelSays says, int number, bool stream)
        {
            JsonArray calls = [.. says.Calls.Select((call, index) => new JsonObject
            {
                ["index"] = index, ["id"] = call.Id, ["type"] = "function", ["function"] = new JsonObject
                {
                    ["name"] = call.Name,
                    ["arguments"] = call.Arguments,
                },
            })];
            var finish = says.Calls.Length > 0 ? "tool_calls" : "stop";
            if (!stream)
            {
                var message = new JsonObject
                {
                    ["role"] = "assistant",
                    ["content"] = says.Text,
                    ["reasoning_content"] = says.Thought,
                };
                if (calls.Count > 0)
                {
                    message["tool_calls"] = calls;
                }

                return Head(number, "chat.completion", new JsonObject
                {
                    ["index"] = 0,
                    ["message"] = message,
                    ["finish_reason"] = finish,
                });
            }

            List<JsonObject> deltas = [new() { ["role"] = "assistant" }];
            deltas.AddRange(says.Thought is null ? [] : [new() { ["reasoning_content"] = says.Thought }]);
            deltas.AddRange(says.Text is null ? []
                : says.Text.Chunk(3).Select(static piece => new JsonObject { ["content"] = new string(piece) }));
            deltas.AddRange(
                calls.Select(static call => new JsonObject { ["tool_calls"] = new JsonArray(call!.DeepClone()) }));
            var body = new StringBuilder();
            foreach (var delta in deltas)
            {
                body.Append("data: ")
                    .Append(Head(number, "chat.completion.chunk", new JsonObject { ["index"] = 0, ["delta"] = delta }))
                    .Append("\n\n");
            }

            var end = new JsonObject { ["index"] = 0, ["delta"] = new JsonObject(), ["finish_reason"] = finish };
            return body.Append("data: ").Append(Head(number, "chat.completion.chunk", end))
                .Append("\n\ndata: [DONE]\n\n").ToString();
        }

        private static string Head(int number, string kind, JsonObject choice) => new JsonObject
        {
            ["id"] = $"chatcmpl-{number}", ["object"] = kind, ["created"] = 1_790_000_000, ["model"] = "m",
                ["choices"] = new JsonArray(choice),
        }.ToJsonString();
    }

    private static class ResponsesAnswer
    {
        public static List<Said> Read(JsonNode input)
        {
            List<Said> history = [];
            List<string> open = [];
            foreach (var item in input as JsonArray
                ?? [new JsonObject { ["role"] = "user", ["content"] = input.GetValue<string>() }])
            {
                var type = (string?)item!["type"] ?? "message";
                if (type is "message" or "reasoning" && open.Count > 0)
                {
                    throw Refuse($"No results of {string.Join(", ", open)}.");
                }

                if (history is [.., { Who: "thought" }]
                    && !(type is "function_call" || (string?)item["role"] is "assistant"))
                {
                    throw Refuse("A reasoning item without the item that it led to.");
                }

                switch (type)
                {
                    case "message":
                        var text = Text(item["content"]);
                        history.Add(text.Length > 0 ? new((string)item["role"]!, text)
                            : throw Refuse($"An empty message: {item.ToJsonString()}"));
                        break;

                    case "reasoning":
                        history.Add(new("thought", Text(item["content"])));
                        break;

                    case "function_call":
                        open.Add((string)item["call_id"]!);
                        history.Add(new("call", $"{item["name"]}({item["arguments"]})", open[^1]));
                        break;

                    case "function_call_output":
                        var id = (string)item["call_id"]!;
                        history.Add(open.Remove(id) ? new("result", Text(item["output"]), id)
                            : throw Refuse($"No call in front of the result {id}."));
                        break;

                    default:
                        throw Refuse($"An item of the type {type}.");
                }
            }

            return open.Count == 0 && history is not [.., { Who: "thought" }]
                ? history
                : throw Refuse($"No results of {string.Join(", ", open)}, or a thought at the end.");
        }

        public static string Write(ModelSays says, int number, bool stream)
        {
            List<JsonObject> items = [];
            if (says.Thought is not null)
            {
                items.Add(new()
                {
                    ["type"] = "reasoning",
                    ["id"] = $"rs_{number}",
                    ["summary"] = new JsonArray(),
                    ["content"] = Part("reasoning_text", says.Thought),
                });
            }

            if (says.Text is not null)
            {
                items.Add(new()
                {
                    ["type"] = "message",
                    ["id"] = $"msg_{number}",
                    ["role"] = "assistant",
                    ["status"] = "completed",
                    ["content"] = Part("output_text", says.Text),
                });
            }

            items.AddRange(says.Calls.Select((call, index) => new JsonObject
            {
                ["type"] = "function_call", ["id"] = $"fc_{number}_{index}", ["call_id"] = call.Id,
                    ["name"] = call.Name, ["arguments"] = call.Arguments, ["status"] = "completed",
            }));
            var response = new JsonObject
            {
                ["id"] = $"resp_{number}", ["object"] = "response", ["created_at"] = 1_790_000_000, ["model"] = "m",
                    ["status"] = "completed", ["output"] = new JsonArray([.. items]),
            };
            if (!stream)
            {
                return response.ToJsonString();
            }

            var body = new StringBuilder();
            Event(new()
            {
                ["type"] = "response.created",
                ["response"] = new JsonObject
                {
                    ["id"] = $"resp_{number}",
                    ["model"] = "m",
                    ["output"] = new JsonArray(),
                },
            });
            for (var index = 0; index < items.Count; index++)
            {
                Event(new()
                {
                    ["type"] = "response.output_item.added",
                    ["output_index"] = index,
                    ["item"] = Begun(items[index]),
                });
                if ((string)items[index]["type"]! == "message")
                {
                    foreach (var piece in says.Text!.Chunk(3))
                    {
                        Event(new()
                        {
                            ["type"] = "response.output_text.delta",
                            ["item_id"] = $"msg_{number}",
                            ["output_index"] = index,
                            ["content_index"] = 0,
                            ["delta"] = new string(piece),
                        });
                    }
                }

                Event(new()
                {
                    ["type"] = "response.output_item.done",
                    ["output_index"] = index,
                    ["item"] = items[index].DeepClone(),
                });
            }

            Event(new() { ["type"] = "response.completed", ["response"] = response });
            return body.ToString();

            void Event(JsonObject data) => body.Append("data: ").Append(data.ToJsonString()).Append("\n\n");
        }

        private static JsonObject Begun(JsonObject item)
        {
            var begun = (JsonObject)item.DeepClone();
            begun.Remove("content");
            if (begun.ContainsKey("arguments"))
            {
                begun["arguments"] = "";
            }

            return begun;
        }

        private static JsonArray Part(string type, string text) =>
            [new JsonObject { ["type"] = type, ["text"] = text }];
    }

    private static string Text(JsonNode? content) => content switch
    {
        null => "",
        JsonArray parts => string.Concat(parts.Select(static part => (string?)part!["text"])),
        _ => content.GetValueKind() == JsonValueKind.String ? content.GetValue<string>() : content.ToJsonString(),
    };
}
