using InferenceProviders.Emulator.Catalog;
using InferenceProviders.Emulator.Contracts;
using InferenceProviders.Emulator.Tasks.Embeddings;
using InferenceProviders.Emulator.Wire;

namespace InferenceProviders.Emulator.Providers;

internal static class SambaNova
{
    public static EmulatedProvider Provider { get; } = new("sambanova")
    {
        Chat = new()
        {
            UnfinishedWord = "",
            FractionalCreated = true,
            Usage = UsageForm.Always,
        },
        Errors = ErrorForm.Text,
        Routes = [EmbeddingsEndpoint.At("/v1/embeddings")],
        Offers =
        [
            Offer.Chat("openai/gpt-oss-120b", "gpt-oss-120b") with { OnHub = false },
            Offer.Chat("meta-llama/Llama-3.3-70B-Instruct", "Meta-Llama-3.3-70B-Instruct") with { OnHub = false },
            Offer.Chat("meta-llama/Llama-4-Scout-17B-16E-Instruct", "Llama-4-Scout-17B-16E-Instruct")
                with { OnHub = false },
            Offer.Chat("deepseek-ai/DeepSeek-R1", "DeepSeek-R1") with { OnHub = false },
            Offer.Of("feature-extraction", "intfloat/e5-mistral-7b-instruct", "E5-Mistral-7B-Instruct")
                with { OnHub = false },
        ],
    };
}
