using System.Text.Json;
using InferenceProviders.Errors;
using InferenceProviders.Routing;
using InferenceProviders.Tasks.Chat;
using InferenceProviders.Transport;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Tasks.Responses;

/// <summary>
/// Writes the body of <c>POST /v1/responses</c>, <c>model</c> first. No field is ever null: strict servers answer 400 to a null where a
/// missing field is fine. A field that the caller set by its wire name takes the place of the one made from a typed option.
/// </summary>
internal readonly struct ResponsesRequestWriter
{
    private const int MaxName = 64;

    private readonly Utf8JsonWriter _writer;
    private readonly ResponsesRequest _request;
    private readonly Route _route;
    private readonly ResponsesDialect _dialect;

    private ResponsesRequestWriter(Utf8JsonWriter writer, ResponsesRequest request, Route route)
    {
        _writer = writer;
        _request = request;
        _route = route;
        _dialect = route.Provider.Responses!;
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
        if (!string.IsNullOrEmpty(options?.Instructions) && Writes("instructions"))
        {
            _writer.WriteString("instructions"u8, options.Instructions);
        }

        if (Writes("input"))
        {
            var input = new ResponsesInputWriter(_writer, _route, withReasoning);
            _writer.WriteStartArray("input"u8);
            input.Write(_request.Messages);
            _writer.WriteEndArray();
            hasReasoning = input.HasReasoning;
        }

        if (_request.Stream)
        {
            _writer.WriteBoolean("stream"u8, true);
        }

        if (options is not null)
        {
            Number("temperature", options.Temperature);
            Number("top_p", options.TopP);
            Number("max_output_tokens", options.MaxOutputTokens);
            WriteReasoning(options.Reasoning);
            WriteFormat(options);
            WriteTools(options);
        }

        WriteStorage(options, hasReasoning);
        WriteAdditional(options?.AdditionalProperties);
        if (_request.Overrides is { } overrides)
        {
            foreach (var (name, value) in overrides)
            {
                _writer.WritePropertyName(name);
                JsonValueWriter.Write(_writer, value, name);
            }
        }

        _writer.WriteEndObject();
        return hasReasoning;
    }

    /// <summary>An object without effort means medium effort to some servers: it is written only with something in it.</summary>
    private void WriteReasoning(ReasoningOptions? reasoning)
    {
        var summary = !_dialect.HasReasoningSummaries ? null : reasoning?.Output switch
        {
            ReasoningOutput.Summary => "auto",
            ReasoningOutput.Full => "detailed",
            _ => null,
        };
        if ((reasoning?.Effort is null && summary is null) || !Writes("reasoning"))
        {
            return;
        }

        _writer.WriteStartObject("reasoning"u8);
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
            : throw new InferenceException(
                InferenceErrorKind.NotSupported,
                $"The reasoning effort {effort} cannot be sent: the Responses API of {_route.Name} knows {string.Join(", ", _dialect.ReasoningEfforts.Order())}. Use one of them, or chat completions.")
            {
                Provider = _route.Name,
                Model = _route.Model,
                Stage = FailureStage.Check,
            };
    }

    private void WriteFormat(ChatOptions options)
    {
        if (options.ResponseFormat is not { } format || !Writes("text"))
        {
            return;
        }

        _writer.WriteStartObject("text"u8);
        _writer.WriteStartObject("format"u8);
        if (format is not ChatResponseFormatJson json)
        {
            _writer.WriteString("type"u8, "text"u8);
        }
        else if (json.Schema is not { } schema)
        {
            _writer.WriteString("type"u8, "json_object"u8);
        }
        else
        {
            _writer.WriteString("type"u8, "json_schema"u8);
            _writer.WriteString("name"u8, string.IsNullOrEmpty(json.SchemaName) ? "response" : WireName.Sanitize(json.SchemaName, MaxName));
            if (!string.IsNullOrEmpty(json.SchemaDescription))
            {
                _writer.WriteString("description"u8, json.SchemaDescription);
            }

            if (StrictFlag.Of(options) is { } strict)
            {
                _writer.WriteBoolean("strict"u8, strict);
            }

            _writer.WritePropertyName("schema"u8);
            schema.WriteTo(_writer);
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

        if (Writes("tools"))
        {
            _writer.WriteStartArray("tools"u8);
            foreach (var tool in tools)
            {
                ResponsesToolWriter.Write(_writer, tool, StrictFlag.Of(options), _route);
            }

            _writer.WriteEndArray();
        }

        if (options.ToolMode is { } mode && Writes("tool_choice"))
        {
            ResponsesToolWriter.WriteChoice(_writer, mode);
        }

        if (options.AllowMultipleToolCalls is { } parallel && Writes("parallel_tool_calls"))
        {
            _writer.WriteBoolean("parallel_tool_calls"u8, parallel);
        }
    }

    private void WriteStorage(ChatOptions? options, bool hasReasoning)
    {
        if (_dialect.StoresUnlessTold && Writes("store"))
        {
            _writer.WriteBoolean("store"u8, false);
        }

        // Models that do not reason refuse to be asked for it.
        if (_dialect.EncryptsReasoning && (hasReasoning || options?.Reasoning?.Effort is not (null or ReasoningEffort.None)) && Writes("include"))
        {
            _writer.WriteStartArray("include"u8);
            _writer.WriteStringValue("reasoning.encrypted_content"u8);
            _writer.WriteEndArray();
        }
    }

    private void WriteAdditional(AdditionalPropertiesDictionary? properties)
    {
        if (properties is null)
        {
            return;
        }

        foreach (var (name, value) in properties)
        {
            // A null asks for the field to be left out; "strict" belongs to schemas and is written with them.
            if (value is not null && name != "strict" && _request.Overrides?.ContainsKey(name) is not true)
            {
                _writer.WritePropertyName(name);
                JsonValueWriter.Write(_writer, value, name);
            }
        }
    }

    /// <summary>Whether a field is ours to write: not set by its wire name.</summary>
    private bool Writes(string name) =>
        _request.Overrides?.ContainsKey(name) is not true && _request.Options?.AdditionalProperties?.ContainsKey(name) is not true;

    private void Number(string name, float? value)
    {
        if (value is { } number && Writes(name))
        {
            _writer.WriteNumber(name, number);
        }
    }

    private void Number(string name, long? value)
    {
        if (value is { } number && Writes(name))
        {
            _writer.WriteNumber(name, number);
        }
    }
}
