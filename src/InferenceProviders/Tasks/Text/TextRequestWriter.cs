using System.Text.Json;
using InferenceProviders.Primitives;
using InferenceProviders.Routing;
using InferenceProviders.Transport;

namespace InferenceProviders.Tasks.Text;

/// <summary>
/// Writes the body of a text completion, <c>model</c> first: OpenAI's fields, and the further ones of the task
/// specification beside them under their own names.
/// </summary>
internal readonly struct TextRequestWriter
{
    private readonly Utf8JsonWriter _writer;
    private readonly TextGenerationOptions _options;
    private readonly FieldWriter _fields;

    private TextRequestWriter(Utf8JsonWriter writer, TextGenerationOptions options)
    {
        _writer = writer;
        _options = options;
        _fields = new FieldWriter(writer, options.AdditionalProperties);
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
            if (codec.StreamUsage && _fields.StartObject("stream_options"))
            {
                _writer.WriteBoolean("include_usage"u8, true);
                _writer.WriteEndObject();
            }
        }

        WriteOptions();
        _fields.WriteCallersFields();
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
        _fields.Number("max_tokens", _options.MaxNewTokens);
        _fields.Number("temperature", _options.Temperature);
        _fields.Number("top_p", _options.TopP);
        _fields.Number("top_k", _options.TopK);
        _fields.Number("typical_p", _options.TypicalP);
        _fields.Number("seed", _options.Seed);
        _fields.Number("repetition_penalty", _options.RepetitionPenalty);
        _fields.Number("frequency_penalty", _options.FrequencyPenalty);
        _fields.Number("best_of", _options.BestOf);
        _fields.Number("truncate", _options.Truncate);
        _fields.Number("top_n_tokens", _options.TopNTokens);
        _fields.Flag("do_sample", _options.DoSample);
        _fields.Flag("return_full_text", _options.ReturnFullText);
        _fields.Flag("details", _options.Details);
        _fields.Flag("decoder_input_details", _options.DecoderInputDetails);
        _fields.Flag("watermark", _options.Watermark);
        if (_options.Stop is { Count: > 0 } stops && _fields.Writes("stop"))
        {
            _writer.WritePropertyName("stop"u8);
            JsonValueWriter.Write(_writer, stops, "stop");
        }

        _fields.Text("adapter_id", _options.AdapterId);
        _fields.Json("grammar", _options.Grammar);
    }
}
