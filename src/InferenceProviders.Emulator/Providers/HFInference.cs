using System.Text.Json.Nodes;
using InferenceProviders.Emulator.Catalog;
using InferenceProviders.Emulator.Codecs;
using InferenceProviders.Emulator.Contracts;
using InferenceProviders.Emulator.Models.Chat;
using InferenceProviders.Emulator.Serving;
using InferenceProviders.Emulator.Tasks.Generation;
using InferenceProviders.Emulator.Tasks.Pipelines;
using InferenceProviders.Emulator.Wire;

namespace InferenceProviders.Emulator.Providers;

/// <summary>
/// The pipelines of HF Inference: <c>{"inputs","parameters"}</c>, or a file alone, to JSON or to the file itself.
/// </summary>
internal static class HFInference
{
    public static EmulatedProvider Provider { get; } = new("hf-inference")
    {
        Chat = new()
        {
            Reasoning = ReasoningForm.ThinkTags,
            ToolCalls = new() { Arguments = ArgumentsForm.Object, Whole = true },
        },
        CompletionsPath = "/models/{model}/v1/completions",
        Finish = new(Stop: "eos_token"),
        Stream = new() { Done = false, DataPrefix = "data:" },
        Errors = ErrorForm.Tgi,
        InvalidStatus = 422,
        Routes =
        [
            ProviderRoute.Post("/models/{model}", AnswerAsync),
            ProviderRoute.Post("/models/{model}/pipeline/{task}", AnswerPipelineAsync),
        ],
        Offers =
        [
            Offer.Chat("google/gemma-3-27b-it", "google/gemma-3-27b-it") with { Status = "error" },
            Offer.Chat("katanemo/Arch-Router-1.5B", "katanemo/Arch-Router-1.5B", null, null, 300, 90)
                with { ContextLength = 32_768, Tools = false },
            Offer.Chat("HuggingFaceTB/SmolLM3-3B", "HuggingFaceTB/SmolLM3-3B", null, null, 280, 95)
                with { ContextLength = 65_536, ModelAuthor = true },
            Offer.Of("text-to-image", "black-forest-labs/FLUX.1-dev", "black-forest-labs/FLUX.1-dev"),
            Offer.Of("text-to-image", "stabilityai/stable-diffusion-xl-base-1.0",
                "stabilityai/stable-diffusion-xl-base-1.0"),
            Offer.Of("image-to-image", "lllyasviel/sd-controlnet-depth", "lllyasviel/sd-controlnet-depth"),
            Offer.Of("automatic-speech-recognition", "openai/whisper-large-v3", "openai/whisper-large-v3"),
            Offer.Of("feature-extraction", "intfloat/multilingual-e5-large-instruct",
                "intfloat/multilingual-e5-large-instruct"),
            Offer.Of("feature-extraction", "sentence-transformers/all-MiniLM-L6-v2",
                "sentence-transformers/all-MiniLM-L6-v2"),
            Offer.Of("zero-shot-classification", "facebook/bart-large-mnli", "facebook/bart-large-mnli"),
            Offer.Of("summarization", "facebook/bart-large-cnn", "facebook/bart-large-cnn"),
            Offer.Of("text-classification", "ProsusAI/finbert", "ProsusAI/finbert"),
            Offer.Of("text-classification", "BAAI/bge-reranker-v2-m3", "BAAI/bge-reranker-v2-m3"),
            Offer.Of("text-ranking", "cross-encoder/ms-marco-MiniLM-L6-v2", "cross-encoder/ms-marco-MiniLM-L6-v2"),
            Offer.Of("fill-mask", "google-bert/bert-base-uncased", "google-bert/bert-base-uncased"),
            Offer.Of("token-classification", "dslim/bert-base-NER", "dslim/bert-base-NER"),
            Offer.Of("question-answering", "deepset/roberta-base-squad2", "deepset/roberta-base-squad2"),
            Offer.Of("image-classification", "Falconsai/nsfw_image_detection", "Falconsai/nsfw_image_detection"),
            Offer.Of("object-detection", "facebook/detr-resnet-50", "facebook/detr-resnet-50"),
            Offer.Of("text-to-speech", "espnet/kan-bayashi_ljspeech_vits", "espnet/kan-bayashi_ljspeech_vits"),
            Offer.Of("text-to-audio", "facebook/musicgen-small", "facebook/musicgen-small"),
            Offer.Of("audio-to-audio", "speechbrain/sepformer-wham", "speechbrain/sepformer-wham"),
            Offer.Of("image-segmentation", "nvidia/segformer-b0-finetuned-ade-512-512",
                "nvidia/segformer-b0-finetuned-ade-512-512"),
            Offer.Of("image-to-text", "Salesforce/blip-image-captioning-large",
                "Salesforce/blip-image-captioning-large"),
            Offer.Of("zero-shot-image-classification", "openai/clip-vit-large-patch14-336",
                "openai/clip-vit-large-patch14-336"),
            Offer.Of("document-question-answering", "impira/layoutlm-document-qa", "impira/layoutlm-document-qa"),
            Offer.Of("visual-question-answering", "dandelin/vilt-b32-finetuned-vqa", "dandelin/vilt-b32-finetuned-vqa"),
            Offer.Of("audio-classification", "superb/hubert-large-superb-er", "superb/hubert-large-superb-er"),
            Offer.Of("table-question-answering", "google/tapas-base-finetuned-wtq", "google/tapas-base-finetuned-wtq"),
            Offer.Of("translation", "google-t5/t5-small", "google-t5/t5-small"),
            Offer.Of("tabular-classification", "vvmnnnkv/wine-quality", "vvmnnnkv/wine-quality"),
            Offer.Of("tabular-regression", "scikit-learn/Fish-Weight", "scikit-learn/Fish-Weight"),
            Offer.Of("text-generation", "HuggingFaceTB/SmolLM2-135M", "HuggingFaceTB/SmolLM2-135M")
                with { Tools = false, ContextLength = 8_192 },
        ],
    };

    private static readonly string[] Tasks = ["text-to-image", "image-to-image", .. PipelineModels.Tasks];

    private static Task AnswerAsync(HttpContext context) =>
        AnswerAsync(context, ProviderEndpointFilter.EnterWithAnyBody(context, Tasks).Offer.Task);

    /// <summary>Answers as the pipeline of a task does.</summary>
    public static Task AnswerAsync(HttpContext context, string task)
    {
        if (!Tasks.Contains(task))
        {
            throw new ApiException(404, "Not Found");
        }

        var call = context.Call();
        if (PipelineModels.Tasks.Contains(task))
        {
            return PipelineModels.AnswerAsync(context, task);
        }

        var file = call.Json is { } json ? FromJson(task, json) : FromBytes(task, call.Request.Body);
        return context.Response.SendBytesAsync(file.Bytes, file.ContentType, context.RequestAborted);
    }

    private static Task AnswerPipelineAsync(HttpContext context)
    {
        ProviderEndpointFilter.EnterWithAnyBody(context, "feature-extraction", "sentence-similarity");
        return PipelineModels.AnswerAsync(context, (string?)context.Request.RouteValues["task"] ?? "");
    }

    private static MediaFile FromJson(string task, JsonObject json)
    {
        var inputs = json.RequiredText("inputs");
        var fields = json.Object("parameters")?.DeepClone().AsObject() ?? [];
        if (task == "text-to-image")
        {
            return GenerationRequest.Read(task, fields, inputs).Render()[0];
        }

        fields["inputs"] = inputs;
        return GenerationRequest.Read(task, fields, images: "inputs").Render()[0];
    }

    private static MediaFile FromBytes(string task, ReadOnlyMemory<byte> body) =>
        task == "text-to-image" || body.IsEmpty ? throw FieldReader.Missing("inputs")
            : GenerationRequest.Read(
                task, new JsonObject { ["inputs"] = Convert.ToBase64String(body.Span) }, images: "inputs").Render()[0];
}
