using System.Text.Json.Nodes;
using InferenceProviders.Emulator.Contracts;
using InferenceProviders.Emulator.Models.Chat;
using InferenceProviders.Emulator.Models.Language;

namespace InferenceProviders.Emulator.Tasks.Chat;

/// <summary>An answer as the events of a stream, in a provider's form.</summary>
internal sealed class ChatEvents(EmulatedProvider provider, ChatCompletion completion, EmulatorOffer offer)
{
    private readonly ChatForm _form = provider.Chat!;
    /// <summary>How many tokens of a tool call's arguments come in one event.</summary>
    private const int ArgumentTokens = 4;

    private readonly ChatJson _json = new(provider, completion);
    private bool _roleSent;
    private int _sent;

    public IEnumerable<JsonObject> All()
    {
        if (provider.Stream.RoleFirst)
        {
            yield return Event(new() { ["content"] = "" });
        }

        foreach (var delta in Reasoning().Concat(Text()).Concat(ToolCalls()))
        {
            yield return delta;
        }

        yield return Last();
        if (UsageEvent() is { } usage)
        {
            yield return usage;
        }
    }

    private IEnumerable<JsonObject> Reasoning()
    {
        if (completion.Reasoning.Count == 0)
        {
            yield break;
        }

        var tags = _form.Reasoning == ReasoningForm.ThinkTags;
        foreach (var piece in tags ? Tokens.Split(ChatJson.ThinkStart) : [])
        {
            yield return Event(new() { ["content"] = piece });
        }

        foreach (var piece in completion.Reasoning)
        {
            _sent++;
            var delta = new JsonObject();
            switch (_form.Reasoning)
            {
                case ReasoningForm.ThinkTags:
                    delta["content"] = piece;
                    break;
                case ReasoningForm.ContentParts:
                    delta["content"] = new JsonArray(ChatJson.ThinkingPart(piece));
                    break;
                default:
                    _json.AddReasoning(delta, piece);
                    break;
            }

            yield return Event(delta);
        }

        foreach (var piece in tags && !completion.CutWhileThinking ? Tokens.Split(ChatJson.ThinkEnd) : [])
        {
            yield return Event(new() { ["content"] = piece });
        }
    }

    private IEnumerable<JsonObject> Text()
    {
        foreach (var piece in completion.Text)
        {
            _sent++;
            var @event = Event(new()
            {
                ["content"] = _form.ContentParts ? new JsonArray(ChatJson.TextPart(piece)) : piece,
            });
            if (completion.Request.LogProbs)
            {
                @event["choices"]![0]!["logprobs"] = new JsonObject { ["content"] = _json.LogProbs([piece]) };
            }

            yield return @event;
        }
    }

    private IEnumerable<JsonObject> ToolCalls()
    {
        for (var i = 0; i < completion.ToolCalls.Count; i++)
        {
            var call = completion.ToolCalls[i];
            var pieces = Tokens.Split(call.Arguments);
            _sent += Tokens.Count(call.Name);
            if (_form.ToolCalls.Whole || _json.LeavesOut(call.Arguments))
            {
                _sent += pieces.Count;
                yield return ToolEvent(_json.ToolCall(call, i));
                continue;
            }

            var head = _json.ToolCallHead(call, i);
            head["function"] = new JsonObject { ["name"] = call.Name, ["arguments"] = "" };
            yield return ToolEvent(head);
            foreach (var chunk in pieces.Chunk(ArgumentTokens))
            {
                _sent += chunk.Length;
                yield return ToolEvent(ArgumentsDelta(call, i, string.Concat(chunk)));
            }
        }
    }

    private JsonObject ArgumentsDelta(ToolCall call, int index, string arguments)
    {
        if (_form.ToolCalls.Repeated)
        {
            var repeated = _json.ToolCallHead(call, index);
            repeated["function"] = new JsonObject { ["name"] = call.Name, ["arguments"] = arguments };
            return repeated;
        }

        var delta = new JsonObject { ["function"] = new JsonObject { ["arguments"] = arguments } };
        if (_form.ToolCalls.Index != IndexForm.Missing)
        {
            delta.Insert(0, "index", _form.ToolCalls.Index == IndexForm.AlwaysZero ? 0 : index);
        }

        return delta;
    }

    private JsonObject Last()
    {
        var last = Event([]);
        last["choices"]![0]!["finish_reason"] = _json.FinishReason();
        if (_form.Usage is UsageForm.WithFinish or UsageForm.Cumulative)
        {
            last["usage"] = completion.Usage.ToJson(_form.CostField, offer);
        }

        return last;
    }

    private JsonObject? UsageEvent()
    {
        var wanted = _form.Usage switch
        {
            UsageForm.Always or UsageForm.NullChoices => true,
            UsageForm.OnRequest => completion.Request.IncludeUsage,
            _ => false,
        };
        if (!wanted)
        {
            return null;
        }

        var @event = _json.Envelope("chat.completion.chunk");
        @event["choices"] = _form.Usage == UsageForm.NullChoices ? null : new JsonArray();
        @event["usage"] = completion.Usage.ToJson(_form.CostField, offer);
        return @event;
    }

    private JsonObject ToolEvent(JsonObject call) => Event(new() { ["tool_calls"] = new JsonArray(call) });

    private JsonObject Event(JsonObject delta)
    {
        if (!_roleSent)
        {
            delta.Insert(0, "role", "assistant");
            _roleSent = true;
        }

        var @event = _json.Envelope("chat.completion.chunk");
        @event["choices"] = new JsonArray(new JsonObject
        {
            ["index"] = 0,
            ["delta"] = delta,
            ["logprobs"] = null,
            ["finish_reason"] = _form.UnfinishedWord,
        });
        if (_form.Usage == UsageForm.Cumulative)
        {
            @event["usage"] = (completion.Usage with { Completion = _sent,
                Reasoning = Math.Min(_sent, completion.Usage.Reasoning) }).ToJson();
        }

        return @event;
    }
}
