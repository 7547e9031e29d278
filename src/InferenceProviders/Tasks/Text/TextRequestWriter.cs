using System.Text.Json;
using InferenceProviders.Routing;
using InferenceProviders.Transport;

namespace InferenceProviders.Tasks.Text;

/// <summary>
/// Writes the body of a text completion, <c>model</c> first: OpenAI's fields, and the further ones of the task specification beside them under
/// their own names. A field that the caller set by its wire name takes the place of the typed option.
/// </summary>
internal readonly struct TextRequestWriter
{
    private readonly Utf8JsonWriter _writer;
    private readonly TextGenerationOptions _options;

    private TextRequestWriter(Utf8JsonWriter writer, TextGenerationOptions options)
    {
        _writer = writer;
        _options = options;
    }

    public static void Write(PooledContent body, TextRequest request, Route route, TextCompletionCodec codec)
    {
        var writer = JsonBody.Rent(body);
        new TextRequestWriter(writer, request.Options).Write(request, route, codec);
        JsonBody.Return(writer);
    }

    private void Write(TextRequest request, Route route, TextCompletionCodec codec)
    {
        _writer.WriteStartObject();
        _writer.WriteString("model"u8, route.ProviderModel);
        WritePrompt(request.Prompt, codec);
        if (request.Stream)
        {
            _writer.WriteBoolean("stream"u8, true);
            if (codec.StreamUsage && Writes("stream_options"))
            {
                _writer.WriteStartObject("stream_options"u8);
                _writer.WriteBoolean("include_usage"u8, true);
                _writer.WriteEndObject();
            }
        }

        WriteOptions();
        WriteAdditional();
        _writer.WriteEndObject();
    }

    private void WritePrompt(string prompt, TextCompletionCodec codec)
    {
        if (!codec.AsChat)
        {
            _writer.WriteString("prompt"u8, prompt);
            return;
        }

        _writer.WriteStartArray("messages"u8);
        _writer.WriteStartObject();
        _writer.WriteString("role"u8, "user"u8);
        _writer.WriteString("content"u8, prompt);
        _writer.WriteEndObject();
        _writer.WriteEndArray();
    }

    private void WriteOptions()
    {
        Number("max_tokens", _options.MaxNewTokens);
        Number("temperature", _options.Temperature);
        Number("top_p", _options.TopP);
        Number("top_k", _options.TopK);
        Number("typical_p", _options.TypicalP);
        Number("seed", _options.Seed);
        Number("repetition_penalty", _options.RepetitionPenalty);
        Number("frequency_penalty", _options.FrequencyPenalty);
        Number("best_of", _options.BestOf);
        Number("truncate", _options.Truncate);
        Number("top_n_tokens", _options.TopNTokens);
        Flag("do_sample", _options.DoSample);
        Flag("return_full_text", _options.ReturnFullText);
        Flag("details", _options.Details);
        Flag("decoder_input_details", _options.DecoderInputDetails);
        Flag("watermark", _options.Watermark);
        if (_options.Stop is { Count: > 0 } stops && Writes("stop"))
        {
            _writer.WritePropertyName("stop"u8);
            JsonValueWriter.Write(_writer, stops, "stop");
        }

        if (_options.AdapterId is { } adapter && Writes("adapter_id"))
        {
            _writer.WriteString("adapter_id"u8, adapter);
        }

        if (_options.Grammar is { } grammar && Writes("grammar"))
        {
            _writer.WritePropertyName("grammar"u8);
            grammar.WriteTo(_writer);
        }
    }

    private void WriteAdditional()
    {
        if (_options.AdditionalProperties is { } properties)
        {
            foreach (var (name, value) in properties)
            {
                // A null asks for the field to be left out.
                if (value is not null)
                {
                    _writer.WritePropertyName(name);
                    JsonValueWriter.Write(_writer, value, name);
                }
            }
        }
    }

    private bool Writes(string name) => _options.AdditionalProperties?.ContainsKey(name) is not true;

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

    private void Flag(string name, bool? value)
    {
        if (value is { } flag && Writes(name))
        {
            _writer.WriteBoolean(name, flag);
        }
    }
}
