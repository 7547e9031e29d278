namespace InferenceProviders.Emulator.Catalog;

/// <summary>The models for tasks other than chat: the Hub knows them, whatever routes the emulator has for them.</summary>
internal static class OtherModels
{
    public static IReadOnlyList<EmulatorModel> All { get; } =
    [
        Model("black-forest-labs/FLUX.1-dev", "text-to-image", ("fal-ai", "fal-ai/flux/dev"), ("replicate", "black-forest-labs/flux-dev"),
            ("together", "black-forest-labs/FLUX.1-dev"), ("hf-inference", "black-forest-labs/FLUX.1-dev"), ("wavespeed", "wavespeed-ai/flux-dev")),
        Model("black-forest-labs/FLUX.1-schnell", "text-to-image", ("fal-ai", "fal-ai/flux/schnell"), ("deepinfra", "black-forest-labs/FLUX-1-schnell"),
            ("nscale", "black-forest-labs/FLUX.1-schnell"), ("replicate", "black-forest-labs/flux-schnell"), ("together", "black-forest-labs/FLUX.1-schnell")),
        Model("stabilityai/stable-diffusion-xl-base-1.0", "text-to-image", ("nscale", "stabilityai/stable-diffusion-xl-base-1.0"),
            ("hf-inference", "stabilityai/stable-diffusion-xl-base-1.0"), ("replicate", "stability-ai/sdxl")),
        Model("zai-org/GLM-Image", "text-to-image", ("zai-org", "glm-image")),
        Model("Qwen/Qwen-Image-Edit", "image-to-image", ("fal-ai", "fal-ai/qwen-image-edit"), ("wavespeed", "wavespeed-ai/qwen-image/edit")),
        Model("black-forest-labs/FLUX.1-Kontext-dev", "image-to-image", ("replicate", "black-forest-labs/flux-kontext-dev"),
            ("together", "black-forest-labs/FLUX.1-kontext-dev")),
        Model("zai-org/GLM-OCR", "image-to-text", ("zai-org", "glm-ocr")),
        Model("black-forest-labs/FLUX.2-dev", "image-text-to-image", ("fal-ai", "fal-ai/flux-2/edit"), ("wavespeed", "wavespeed-ai/flux-2-dev/edit")),
        Model("lllyasviel/sd-controlnet-depth", "image-to-image", ("hf-inference", "lllyasviel/sd-controlnet-depth")),
        new("black-forest-labs/FLUX.1-Krea-dev")
        {
            PipelineTag = "text-to-image",
            Offers =
            [
                new("wavespeed", "wavespeed-ai/flux-krea-dev") { Task = "text-to-image" },
                new("black-forest-labs", "flux-krea-dev") { Task = "text-to-image", OnHub = false },
                new("hyperbolic", "FLUX.1-Krea-dev") { Task = "text-to-image", OnHub = false },
                new("nebius", "black-forest-labs/flux-krea-dev") { Task = "text-to-image", OnHub = false },
            ],
        },
        Model("MiniMaxAI/MiniMax-H3", "image-text-to-video", ("novita", "MiniMax-H3"), ("fal-ai", "minimax/h3/image-to-video")),
        Model("Lightricks/LTX-2", "image-text-to-video", ("wavespeed", "wavespeed-ai/ltx-2-19b/image-to-video")),
        Model("meituan-longcat/LongCat-Video", "text-to-video", ("fal-ai", "fal-ai/longcat-video/text-to-video/480p")),
        Model("Wan-AI/Wan2.1-I2V-14B-480P", "image-to-video", ("wavespeed", "wavespeed-ai/wan-2.1/i2v-480p")),
        Model("Wan-AI/Wan2.2-T2V-A14B", "text-to-video", ("together", "Wan-AI/Wan2.2-T2V-A14B")),
        Model("Wan-AI/Wan2.2-TI2V-5B", "text-to-video", ("replicate", "wan-video/wan-2.2-5b-fast"), ("wavespeed", "wavespeed-ai/wan-2.2/t2v-5b-720p")),
        Model("Wan-AI/Wan2.1-T2V-14B", "text-to-video", ("novita", "wan-t2v")),
        Model("Wan-AI/Wan2.2-I2V-A14B", "image-to-video", ("fal-ai", "fal-ai/wan/v2.2-a14b/image-to-video"), ("together", "Wan-AI/Wan2.2-I2V-A14B")),
        Model("openai/whisper-large-v3", "automatic-speech-recognition", ("fal-ai", "fal-ai/whisper"), ("hf-inference", "openai/whisper-large-v3"),
            ("replicate", "openai/whisper:8099696689d249cf8b122d833c36ac3f75505c666a395ca40ef26f68e7d3d16e"), ("together", "openai/whisper-large-v3")),
        Model("hexgrad/Kokoro-82M", "text-to-speech", ("deepinfra", "hexgrad/Kokoro-82M"), ("fal-ai", "fal-ai/kokoro/american-english"),
            ("replicate", "jaaari/kokoro-82m:f559560eb822dc509045f3921a1921234918b91739db4bf3daab2169b71c7a13"), ("together", "hexgrad/Kokoro-82M")),
        new("Qwen/Qwen3-Embedding-8B")
        {
            PipelineTag = "feature-extraction",
            Offers =
            [
                new("scaleway", "qwen3-embedding-8b") { Task = "feature-extraction" },
                new("deepinfra", "Qwen/Qwen3-Embedding-8B") { Task = "feature-extraction" },
                new("nebius", "Qwen/Qwen3-Embedding-8B") { Task = "feature-extraction", OnHub = false },
            ],
        },
        new("intfloat/e5-mistral-7b-instruct")
        {
            PipelineTag = "feature-extraction",
            Offers = [new("sambanova", "E5-Mistral-7B-Instruct") { Task = "feature-extraction", OnHub = false }],
        },
        Model("BAAI/bge-multilingual-gemma2", "feature-extraction", ("scaleway", "bge-multilingual-gemma2")),
        Model("intfloat/multilingual-e5-large-instruct", "feature-extraction", ("together", "intfloat/multilingual-e5-large-instruct"),
            ("hf-inference", "intfloat/multilingual-e5-large-instruct")),
        Model("sentence-transformers/all-MiniLM-L6-v2", "feature-extraction", ("hf-inference", "sentence-transformers/all-MiniLM-L6-v2")),
        Model("facebook/bart-large-mnli", "zero-shot-classification", ("hf-inference", "facebook/bart-large-mnli")),
        Model("facebook/bart-large-cnn", "summarization", ("hf-inference", "facebook/bart-large-cnn")),
        Model("ProsusAI/finbert", "text-classification", ("hf-inference", "ProsusAI/finbert")),
        Model("google-bert/bert-base-uncased", "fill-mask", ("hf-inference", "google-bert/bert-base-uncased")),
        Model("dslim/bert-base-NER", "token-classification", ("hf-inference", "dslim/bert-base-NER")),
        Model("deepset/roberta-base-squad2", "question-answering", ("hf-inference", "deepset/roberta-base-squad2")),
        Model("Falconsai/nsfw_image_detection", "image-classification", ("hf-inference", "Falconsai/nsfw_image_detection")),
        Model("facebook/detr-resnet-50", "object-detection", ("hf-inference", "facebook/detr-resnet-50")),
        Model("nvidia/nemotron-3.5-asr-streaming-0.6b", "automatic-speech-recognition", ("deepinfra", "nvidia/Nemotron-3.5-ASR-Streaming-Multilingual-0.6b")),
        Model("espnet/kan-bayashi_ljspeech_vits", "text-to-speech", ("hf-inference", "espnet/kan-bayashi_ljspeech_vits")),
        Model("stabilityai/stable-audio-open-1.0", "text-to-audio", ("fal-ai", "fal-ai/stable-audio")),
        Model("facebook/musicgen-small", "text-to-audio", ("hf-inference", "facebook/musicgen-small")),
        Model("LiquidAI/LFM2-Audio-1.5B", "audio-to-audio", ("fal-ai", "fal-ai/lfm-audio")),
        Model("speechbrain/sepformer-wham", "audio-to-audio", ("hf-inference", "speechbrain/sepformer-wham")),
        Model("briaai/RMBG-2.0", "image-segmentation", ("fal-ai", "fal-ai/bria/background/remove")),
        Model("nvidia/segformer-b0-finetuned-ade-512-512", "image-segmentation", ("hf-inference", "nvidia/segformer-b0-finetuned-ade-512-512")),
        Model("Salesforce/blip-image-captioning-large", "image-to-text", ("hf-inference", "Salesforce/blip-image-captioning-large")),
        Model("openai/clip-vit-large-patch14-336", "zero-shot-image-classification", ("hf-inference", "openai/clip-vit-large-patch14-336")),
        Model("impira/layoutlm-document-qa", "document-question-answering", ("hf-inference", "impira/layoutlm-document-qa")),
        Model("dandelin/vilt-b32-finetuned-vqa", "visual-question-answering", ("hf-inference", "dandelin/vilt-b32-finetuned-vqa")),
        Model("superb/hubert-large-superb-er", "audio-classification", ("hf-inference", "superb/hubert-large-superb-er")),
        Model("google/tapas-base-finetuned-wtq", "table-question-answering", ("hf-inference", "google/tapas-base-finetuned-wtq")),
        Model("google-t5/t5-small", "translation", ("hf-inference", "google-t5/t5-small")),
        Model("vvmnnnkv/wine-quality", "tabular-classification", ("hf-inference", "vvmnnnkv/wine-quality")),
        Model("scikit-learn/Fish-Weight", "tabular-regression", ("hf-inference", "scikit-learn/Fish-Weight")),

        // The siblings for text alone, one segment up, which fal has at its own host only.
        new("flux-2") { PipelineTag = "text-to-image", Offers = [new("fal-ai", "fal-ai/flux-2") { Task = "text-to-image", OnHub = false }] },
        new("minimax-h3") { PipelineTag = "text-to-video", Offers = [new("fal-ai", "minimax/h3") { Task = "text-to-video", OnHub = false }] },
        new("nerijs/pixel-art-xl")
        {
            PipelineTag = "text-to-image",
            Offers =
            [
                new("fal-ai", "fal-ai/lora")
                {
                    Task = "text-to-image",
                    Adapter = "lora",
                    AdapterWeightsPath = "pixel-art-xl.safetensors",
                },
            ],
        },
    ];

    private static EmulatorModel Model(string id, string task, params (string Provider, string ProviderId)[] offers) => new(id)
    {
        PipelineTag = task,
        Offers = [.. offers.Select(offer => new EmulatorOffer(offer.Provider, offer.ProviderId) { Task = task })],
    };
}
