using InferenceProviders.Emulator.Catalog;
using InferenceProviders.Emulator.Wire;

namespace InferenceProviders.Emulator.Models.Chat;

/// <summary>Refuses what the model cannot: tools, schemas, images, too long a prompt.</summary>
internal static class ModelLimits
{
    public static void Check(ChatRequest request, Target target)
    {
        var (model, offer) = target;
        if (request.Tools.Count > 0 && !offer.Tools)
        {
            throw ApiException.Invalid(
                $"`tool calling` is not supported with this model: {offer.ProviderId}", "tools", "tools_not_supported");
        }

        if (request.Format.Schema is not null && !offer.StructuredOutput)
        {
            throw ApiException.Invalid(
                $"This model does not support response format `json_schema`: {offer.ProviderId}", "response_format",
                "response_format_not_supported");
        }

        if (!model.Vision && request.Messages.Any(message => message.Parts.Any(part => part is ImagePart)))
        {
            throw ApiException.Invalid(
                $"Image input is not supported by this model: {offer.ProviderId}", "messages", "unsupported_modality");
        }

        if (!model.InputModalities.Contains("audio")
            && request.Messages.Any(message => message.Parts.Any(part => part is AudioPart)))
        {
            throw ApiException.Invalid(
                $"Audio input is not supported by this model: {offer.ProviderId}", "messages", "unsupported_modality");
        }

        CheckLength(request, offer);
    }

    private static void CheckLength(ChatRequest request, EmulatorOffer offer)
    {
        var prompt = PromptTokens.Count(request);
        var answer = request.MaxTokens ?? 0;
        if (prompt + answer > offer.ContextLength)
        {
            throw ApiException.Invalid(
                $"This model's maximum context length is {offer.ContextLength} tokens. However, you requested "
                    + $"{prompt + answer} tokens "
                + $"({prompt} in the messages, {answer} in the completion). Please reduce the length of the messages "
                    + $"or completion.",
                "messages",
                "context_length_exceeded");
        }
    }
}
