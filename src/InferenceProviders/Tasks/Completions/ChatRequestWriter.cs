using System.Text.Json;
using InferenceProviders.Primitives;
using InferenceProviders.Routing;
using InferenceProviders.Providers.Contracts;
using InferenceProviders.Tasks.Chat;
using InferenceProviders.Transport;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Tasks.Completions;

/// <summary>
/// Writes the body of a chat completion, <c>model</c> first. A field that the caller set by its wire name
/// (raw representation, then additional properties) takes the place of the one made from a typed option.
/// </summary>
internal readonly struct ChatRequestWriter
{
    private readonly Utf8JsonWriter _writer;
    private readonly FieldWriter _fields;
    private readonly ChatRequest _request;
    private readonly Route _route;
    private readonly ChatDialect _dialect;
    private readonly ChatForm _form;

    private ChatRequestWriter(Utf8JsonWriter writer, ChatRequest request, Route route, ChatForm form)
    {
        _form = form;
        _writer = writer;
        _request = request;
        _route = route;
        _dialect = route.Provider.Chat!;
        _fields = new FieldWriter(
            writer, request.Options?.AdditionalProperties, request.Overrides, _dialect.OmittedFields, StrictFlag.Name);
    }

    /// <param name="body">Where it goes.</param>
    /// <param name="request">What the caller asked for.</param>
    /// <param name="route">Where it is sent.</param>
    /// <param name="form">What may be left out of it.</param>
    public static void Write(PooledContent body, ChatRequest request, Route route, ChatForm form)
    {
        var writer = JsonBody.Rent(body);
        new ChatRequestWriter(writer, request, route, form).Write();
        JsonBody.Return(writer);
    }

    private void Write()
    {
        _writer.WriteStartObject();
        _writer.WriteString("model"u8, _route.ProviderModel);
        if (_fields.StartArray("messages"))
        {
            new ChatMessageWriter(_writer, _route, _form)
                .Write(_request.Messages, _request.Options?.Instructions);
            _writer.WriteEndArray();
        }

        if (_request.Stream)
        {
            _writer.WriteBoolean("stream"u8, true);
            if (_form.WithStreamOptions && _dialect.StreamUsage && _fields.StartObject("stream_options"))
            {
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
        }

        _fields.WriteCallersFields(_request.Options?.Tools is { Count: > 0 } ? "tools" : null);
        _writer.WriteEndObject();
    }

    private void WriteSampling(ChatOptions options)
    {
        _fields.Number("temperature", options.Temperature);
        _fields.Number("top_p", options.TopP);
        _fields.Number("top_k", options.TopK);
        if (!_request.SetsLengthRaw)
        {
            _fields.Number(_dialect.MaxTokensFieldOf(_route.ProviderModel), options.MaxOutputTokens);
        }

        _fields.Number("seed", options.Seed);
        _fields.Number("frequency_penalty", options.FrequencyPenalty);
        _fields.Number("presence_penalty", options.PresencePenalty);
        if (options.StopSequences is { Count: > 0 } stops && _fields.StartArray("stop"))
        {
            foreach (var stop in stops)
            {
                _writer.WriteStringValue(stop
                    ?? throw new ArgumentException("ChatOptions.StopSequences contains null."));
            }

            _writer.WriteEndArray();
        }
    }

    private void WriteReasoning(ChatOptions options)
    {
        if (options.Reasoning?.Effort is { } effort && _fields.Writes("reasoning_effort"))
        {
            _writer.WriteString("reasoning_effort"u8, effort switch
            {
                ReasoningEffort.None => "none",
                ReasoningEffort.Low => "low",
                ReasoningEffort.Medium => "medium",
                ReasoningEffort.High => "high",
                ReasoningEffort.ExtraHigh => "xhigh",
                _ => throw new InferenceException(
                    InferenceErrorKind.NotSupported, $"The reasoning effort {effort} has no name on the wire."),
            });
        }
    }

    private void WriteTools(ChatOptions options)
    {
        if (options.Tools is not { Count: > 0 } tools)
        {
            return;
        }

        List<(AITool Tool, ChatTool Form)>? hosted = null;
        foreach (var tool in tools)
        {
            if (HostedToolFields.FormOf(tool, _route) is { } form)
            {
                (hosted ??= []).Add((tool, form));
            }
        }

        if (hosted is not null)
        {
            HostedToolFields.WriteRoot(_writer, _fields, hosted);
            if (hosted.Count == tools.Count && !hosted.Exists(static pair => pair.Form.IsEntry))
            {
                // Without a list of tools there is nothing to choose from, and servers say so with a 400.
                return;
            }
        }

        if (_fields.StartJoinedArray("tools"))
        {
            foreach (var tool in tools)
            {
                WriteTool(tool, options, hosted);
            }

            _writer.WriteEndArray();
        }

        if (options.ToolMode is { } mode && _fields.Writes("tool_choice"))
        {
            ToolChoice.Write(_writer, mode, isNested: true);
        }

        _fields.Flag("parallel_tool_calls", options.AllowMultipleToolCalls);
    }

    private void WriteTool(AITool tool, ChatOptions options, List<(AITool Tool, ChatTool Form)>? hosted)
    {
        if (tool is AIFunctionDeclaration function)
        {
            ToolWriter.Write(_writer, function, StrictFlag.Of(options), _dialect);
        }
        else if (hosted!.Find(pair => ReferenceEquals(pair.Tool, tool)).Form is { IsEntry: true } form)
        {
            HostedToolFields.WriteEntry(_writer, tool, form);
        }
    }

    private void WriteResponseFormat(ChatResponseFormat format, ChatOptions options)
    {
        (format, var ownStrict) = FormatEnvelope.Open(format);
        var strict = StrictFlag.OfSchema(options) ?? ownStrict;
        if (_fields.Writes("response_format"))
        {
            _writer.WritePropertyName("response_format"u8);
            ResponseFormatWriter.Write(_writer, format, _dialect, strict);
        }

        if (_dialect.JsonSchema == JsonSchemaDialect.OpenAIWithGuidedJson
            && format is ChatResponseFormatJson { Schema: not null } json && _fields.Writes("guided_json"))
        {
            _writer.WritePropertyName("guided_json"u8);
            _writer.WriteRawValue(
                ResponseFormatWriter.SchemaOf(json, _dialect, strict), skipInputValidation: true);
        }
    }
}
