using System.Text.Json;
using InferenceProviders.Primitives;
using InferenceProviders.Primitives.Schemas;
using InferenceProviders.Routing;
using InferenceProviders.Tasks.Chat;
using InferenceProviders.Transport;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Tasks.Responses;

/// <summary>
/// Writes the body of <c>POST /v1/responses</c>, <c>model</c> first. No field is ever null: strict servers answer 400
/// to a null where a missing field is fine.
/// </summary>
internal readonly struct ResponsesRequestWriter
{
    private const int MaxName = 64;

    private readonly Utf8JsonWriter _writer;
    private readonly FieldWriter _fields;
    private readonly ResponsesRequest _request;
    private readonly Route _route;
    private readonly ResponsesDialect _dialect;

    private ResponsesRequestWriter(Utf8JsonWriter writer, ResponsesRequest request, Route route)
    {
        _writer = writer;
        _request = request;
        _route = route;
        _dialect = route.Provider.Responses!;
        _fields = new FieldWriter(
            writer, request.Options?.AdditionalProperties, request.Overrides, reserved: StrictFlag.Name);
    }

    /// <summary>Writes the body; returns whether there is reasoning in it that can be left out.</summary>
    public static bool Write(PooledContent body, ResponsesRequest request, Route route, bool withReasoning)
    {
        var writer = JsonBody.Rent(body);
        var hasReasoning = new ResponsesRequestWriter(writer, request, route).Write(withReasoning);
        JsonBody.Return(writer);
        return hasReasoning;
    }

    private bool Write(bool withReasoning)
    {
        var options = _request.Options;
        var hasReasoning = false;
        _writer.WriteStartObject();
        _writer.WriteString("model"u8, _route.ProviderModel);
        _fields.Text("instructions", options?.Instructions is { Length: > 0 } instructions ? instructions : null);
        if (_fields.StartArray("input"))
        {
            var input = new ResponsesInputWriter(_writer, _route, withReasoning, _request.State.GoesOn);
            input.Write(_request.MessagesFor(_dialect));
            _writer.WriteEndArray();
            hasReasoning = input.HasReasoning;
        }

        if (_request.Stream)
        {
            _writer.WriteBoolean("stream"u8, true);
        }

        if (options is not null)
        {
            _fields.Number("temperature", options.Temperature);
            _fields.Number("top_p", options.TopP);
            _fields.Number("max_output_tokens", options.MaxOutputTokens);
            WriteReasoning(options.Reasoning);
            WriteFormat(options);
            WriteTools(options);
        }

        WriteStorage(hasReasoning);
        _fields.WriteCallersFields(
            options?.Tools is { Count: > 0 } ? "tools" : null, NeedsSealedReasoning(hasReasoning) ? "include" : null);
        _writer.WriteEndObject();
        return hasReasoning;
    }

    /// <summary>
    /// An object without effort means medium effort to some servers: it is written only with something in it.
    /// </summary>
    private void WriteReasoning(ReasoningOptions? reasoning)
    {
        var summary = !_dialect.HasReasoningSummaries ? null : reasoning?.Output switch
        {
            ReasoningOutput.Summary => "auto",
            ReasoningOutput.Full => "detailed",
            _ => null,
        };
        if ((reasoning?.Effort is null && summary is null) || !_fields.StartObject("reasoning"))
        {
            return;
        }

        if (reasoning?.Effort is { } effort)
        {
            _writer.WriteString("effort"u8, WordFor(effort));
        }

        if (summary is not null)
        {
            _writer.WriteString("summary"u8, summary);
        }

        _writer.WriteEndObject();
    }

    private string WordFor(ReasoningEffort effort)
    {
        var word = effort switch
        {
            ReasoningEffort.None => "none",
            ReasoningEffort.Low => "low",
            ReasoningEffort.Medium => "medium",
            ReasoningEffort.High => "high",
            ReasoningEffort.ExtraHigh => "xhigh",
            _ => null,
        };
        return word is not null && _dialect.ReasoningEfforts.Contains(effort)
            ? word
            : throw _route.NotSupported(
                $"The reasoning effort {effort} cannot be sent: the Responses API of {_route.Speaker} knows "
                    + $"{string.Join(", ", _dialect.ReasoningEfforts.Order())}. Use one of them, or chat completions.");
    }

    private void WriteFormat(ChatOptions options)
    {
        if (options.ResponseFormat is not { } format || !_fields.StartObject("text"))
        {
            return;
        }

        (format, var ownStrict) = FormatEnvelope.Open(format);
        var wanted = StrictFlag.OfSchema(options) ?? ownStrict;
        _writer.WriteStartObject("format"u8);
        if (format is not ChatResponseFormatJson json)
        {
            _writer.WriteString("type"u8, "text"u8);
        }
        else if (json.Schema is null)
        {
            _writer.WriteString("type"u8, "json_object"u8);
        }
        else
        {
            _writer.WriteString("type"u8, "json_schema"u8);
            _writer.WriteString("name"u8, string.IsNullOrEmpty(json.SchemaName) ? "response"
                : WireName.Sanitize(json.SchemaName, MaxName));
            if (!string.IsNullOrEmpty(json.SchemaDescription))
            {
                _writer.WriteString("description"u8, json.SchemaDescription);
            }

            if (wanted is { } strict)
            {
                _writer.WriteBoolean("strict"u8, strict);
            }

            var rules = _dialect.SchemaRules | (wanted is true
                ? SchemaRules.Strict
                : SchemaRules.None);
            _writer.WritePropertyName("schema"u8);
            _writer.WriteRawValue(AnswerSchemas.Of(json, rules), skipInputValidation: true);
        }

        _writer.WriteEndObject();
        _writer.WriteEndObject();
    }

    private void WriteTools(ChatOptions options)
    {
        if (options.Tools is not { Count: > 0 } tools)
        {
            return;
        }

        if (_fields.StartJoinedArray("tools"))
        {
            ResponsesToolWriter.Write(_writer, tools, StrictFlag.Of(options), _route);
            _writer.WriteEndArray();
        }

        if (options.ToolMode is { } mode && _fields.Writes("tool_choice"))
        {
            ToolChoice.Write(_writer, mode, isNested: false);
        }

        _fields.Flag("parallel_tool_calls", options.AllowMultipleToolCalls);
    }

    /// <summary>Models that do not reason refuse to be asked for it.</summary>
    private bool NeedsSealedReasoning(bool hasReasoning) =>
        _dialect.EncryptsReasoning
            && (hasReasoning || _request.Options?.Reasoning?.Effort is not (null or ReasoningEffort.None));

    private void WriteStorage(bool hasReasoning)
    {
        var state = _request.State;
        _fields.Flag("store", state.StoreFor(_dialect));
        _fields.Flag("background", state.IsBackground(_dialect) ? true : null);
        if (state.ConversationId is { } id && state.Conversation is null)
        {
            _fields.Text("previous_response_id", id);
        }
        else if (state.ConversationId is { } conversation && _fields.StartObject("conversation"))
        {
            _writer.WriteString("id"u8, conversation);
            _writer.WriteEndObject();
        }

        if (NeedsSealedReasoning(hasReasoning) && _fields.StartJoinedArray("include"))
        {
            _writer.WriteStringValue("reasoning.encrypted_content"u8);
            _writer.WriteEndArray();
        }
    }
}
