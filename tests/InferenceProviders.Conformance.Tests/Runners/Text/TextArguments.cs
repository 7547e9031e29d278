using System.Text.Json;
using InferenceProviders.Conformance.Wire;

namespace InferenceProviders.Conformance.Runners.Text;

/// <summary>
/// Says the arguments of a captured call as a prompt and <see cref="TextGenerationOptions"/>; what these have no
/// property for, as additional properties.
/// </summary>
internal static class TextArguments
{
    public static (string Prompt, TextGenerationOptions Options, bool Stream) Read(CapturedCall call)
    {
        var prompt = call.Argument("inputs") ?? call.Argument("prompt")!;
        var options = new TextGenerationOptions();
        var stream = call.Method == "textGenerationStream";
        foreach (var argument in call.Arguments)
        {
            switch (argument.Name)
            {
                case "inputs" or "prompt" or "endpointUrl":
                    break;

                case "stream":
                    stream = argument.Value.GetBoolean();
                    break;

                case "parameters" or "extra_body":
                    foreach (var parameter in argument.Value.EnumerateObject())
                    {
                        Set(options, parameter.Name, parameter.Value);
                    }

                    break;

                default:
                    Set(options, argument.Name, argument.Value);
                    break;
            }
        }

        if (call.Endpoint is not null && call.Model is { } model && model != call.Endpoint)
        {
            options.EndpointModel = model;
        }

        return (prompt, options, stream);
    }

    private static void Set(TextGenerationOptions options, string name, JsonElement value)
    {
        switch (name)
        {
            case "max_new_tokens": options.MaxNewTokens = value.GetInt32(); break;
            case "temperature": options.Temperature = value.GetSingle(); break;
            case "top_p": options.TopP = value.GetSingle(); break;
            case "top_k": options.TopK = value.GetInt32(); break;
            case "typical_p": options.TypicalP = value.GetSingle(); break;
            case "stop"
                when value.ValueKind == JsonValueKind.Array: options.Stop = [
                    .. value.EnumerateArray().Select(stop => stop.GetString()!)]; break;
            case "seed": options.Seed = value.GetInt64(); break;
            case "repetition_penalty": options.RepetitionPenalty = value.GetSingle(); break;
            case "frequency_penalty": options.FrequencyPenalty = value.GetSingle(); break;
            case "do_sample": options.DoSample = value.GetBoolean(); break;
            case "return_full_text": options.ReturnFullText = value.GetBoolean(); break;
            case "best_of": options.BestOf = value.GetInt32(); break;
            case "truncate": options.Truncate = value.GetInt32(); break;
            case "top_n_tokens": options.TopNTokens = value.GetInt32(); break;
            case "details": options.Details = value.GetBoolean(); break;
            case "decoder_input_details": options.DecoderInputDetails = value.GetBoolean(); break;
            case "watermark": options.Watermark = value.GetBoolean(); break;
            case "adapter_id": options.AdapterId = value.GetString(); break;
            case "grammar": options.Grammar = value; break;
            default: (options.AdditionalProperties ??= [])[name] = value; break;
        }
    }
}
