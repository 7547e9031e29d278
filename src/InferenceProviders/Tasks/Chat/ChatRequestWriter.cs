using System.Text.Json;
using InferenceProviders.Routing;
using InferenceProviders.Transport;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Tasks.Chat;

/// <summary>
/// Writes the body of a chat completion, <c>model</c> first. A field that the caller set by its wire name
/// (raw representation, then additional properties) takes the place of the one made from a typed option.
/// </summary>
internal readonly struct ChatRequestWriter
{
    private readonly Utf8JsonWriter _writer;
    private readonly ChatRequest _request;
    private readonly Route _route;
    private readonly ChatDialect _dialect;

    private ChatRequestWriter(Utf8JsonWriter writer, ChatRequest request, Route route)
    {
        _writer = writer;
        _request = request;
        _route = route;
        _dialect = route.Provider.Chat!;
    }

    public static void Write(PooledContent body, ChatRequest request, Route route)
    {
        var writer = JsonBody.Rent(body);
        new ChatRequestWriter(writer, request, route).Write();
        JsonBody.Return(writer);
    }

    private void Write()
    {
        _writer.WriteStartObject();
        _writer.WriteString("model"u8, _route.ProviderModel);
        if (Writes("messages"))
        {
            _writer.WriteStartArray("messages"u8);
            new ChatMessageWriter(_writer, _route).Write(_request.Messages, _request.Options?.Instructions);
            _writer.WriteEndArray();
        }

        if (_request.Stream)
        {
            _writer.WriteBoolean("stream"u8, true);
            if (_dialect.StreamUsage && Writes("stream_options"))
            {
                _writer.WriteStartObject("stream_options"u8);
                _writer.WriteBoolean("include_usage"u8, true);
                _writer.WriteEndObject();
            }
        }

        if (_request.Options is { } options)
        {
            WriteSampling(options);
            WriteReasoning(options);
            WriteTools(options);
            if (options.ResponseFormat is { } format)
            {
                WriteResponseFormat(format, options);
            }

            WriteAdditional(options.AdditionalProperties);
        }

        if (_request.Overrides is { } overrides)
        {
            foreach (var (name, value) in overrides)
            {
                _writer.WritePropertyName(name);
                JsonValueWriter.Write(_writer, value, name);
            }
        }

        _writer.WriteEndObject();
    }

    private void WriteSampling(ChatOptions options)
    {
        Number("temperature", options.Temperature);
        Number("top_p", options.TopP);
        Number("top_k", options.TopK);
        Number("max_tokens", options.MaxOutputTokens);
        Number("seed", options.Seed);
        Number("frequency_penalty", options.FrequencyPenalty);
        Number("presence_penalty", options.PresencePenalty);
        if (options.StopSequences is { Count: > 0 } stops && Writes("stop"))
        {
            _writer.WriteStartArray("stop"u8);
            foreach (var stop in stops)
            {
                _writer.WriteStringValue(stop ?? throw new ArgumentException("ChatOptions.StopSequences has a null in it."));
            }

            _writer.WriteEndArray();
        }
    }

    private void WriteReasoning(ChatOptions options)
    {
        if (options.Reasoning?.Effort is { } effort && Writes("reasoning_effort"))
        {
            _writer.WriteString("reasoning_effort"u8, effort switch
            {
                ReasoningEffort.None => "none",
                ReasoningEffort.Low => "low",
                ReasoningEffort.Medium => "medium",
                ReasoningEffort.High => "high",
                ReasoningEffort.ExtraHigh => "xhigh",
                _ => throw new InferenceException(InferenceErrorKind.NotSupported, $"The reasoning effort {effort} has no name on the wire."),
            });
        }
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
                ToolWriter.Write(_writer, tool, StrictFlag.Of(options));
            }

            _writer.WriteEndArray();
        }

        if (options.ToolMode is { } mode && Writes("tool_choice"))
        {
            ToolWriter.WriteChoice(_writer, mode);
        }

        if (options.AllowMultipleToolCalls is { } parallel && Writes("parallel_tool_calls"))
        {
            _writer.WriteBoolean("parallel_tool_calls"u8, parallel);
        }
    }

    private void WriteResponseFormat(ChatResponseFormat format, ChatOptions options)
    {
        if (Writes("response_format"))
        {
            _writer.WritePropertyName("response_format"u8);
            ResponseFormatWriter.Write(_writer, format, _dialect.JsonSchema, StrictFlag.Of(options));
        }

        if (_dialect.JsonSchema == JsonSchemaDialect.OpenAIWithGuidedJson && format is ChatResponseFormatJson { Schema: { } schema } && Writes("guided_json"))
        {
            _writer.WritePropertyName("guided_json"u8);
            schema.WriteTo(_writer);
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
            // A null asks for the field to be left out.
            if (value is not null && IsField(name) && _request.Overrides?.ContainsKey(name) is not true && !_dialect.OmittedFields.Contains(name))
            {
                _writer.WritePropertyName(name);
                JsonValueWriter.Write(_writer, value, name);
            }
        }
    }

    /// <summary>"strict" belongs to schemas and is written with them; what is this library's own is never sent.</summary>
    private static bool IsField(string name) => name != StrictFlag.Name && !name.StartsWith(RoutingOptionsExtensions.OwnPrefix, StringComparison.Ordinal);

    /// <summary>Whether a field is ours to write: not set by its wire name, and not one that the provider refuses.</summary>
    private bool Writes(string name) =>
        _request.Overrides?.ContainsKey(name) is not true
        && _request.Options?.AdditionalProperties?.ContainsKey(name) is not true
        && !_dialect.OmittedFields.Contains(name);

    private void Number(string name, float? value)
    {
        if (value is { } number && Writes(name))
        {
            if (!float.IsFinite(number))
            {
                throw new ArgumentOutOfRangeException(name, number, "The value must be a finite number.");
            }

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
