using System.Text.Json.Nodes;
using InferenceProviders.Emulator.Catalog;
using InferenceProviders.Emulator.Contracts;
using InferenceProviders.Emulator.Models.Language;
using InferenceProviders.Emulator.Serving;
using InferenceProviders.Emulator.Tasks.Reranking;
using InferenceProviders.Emulator.Wire;

namespace InferenceProviders.Emulator.Providers;

internal static class Cohere
{
    public static EmulatedProvider Provider { get; } = new("cohere")
    {
        Chat = new()
        {
            Reasoning = ReasoningForm.ContentParts,
            ContentParts = true,
            ToolCalls = new() { Arguments = ArgumentsForm.TextOrEmpty },
            Usage = UsageForm.WithFinish,
        },
        Stream = new() { RoleFirst = true, EventLines = true },
        Errors = ErrorForm.Flat,
        InvalidStatus = 422,
        Routes = [ProviderRoute.Post("/v2/embed", EmbedAsync), RerankEndpoint.At("/v2/rerank", Bill)],
        Offers =
        [
            Offer.Chat("CohereLabs/aya-expanse-32b", "c4ai-aya-expanse-32b", 0.5, 1.5, 350, 100)
                with { Tools = false, ModelAuthor = true },
            Offer.Chat("CohereLabs/aya-vision-32b", "c4ai-aya-vision-32b", 0.5, 1.5, 420, 80)
                with { ContextLength = 16_384, Tools = false, ModelAuthor = true },
            Offer.Chat("CohereLabs/command-a-reasoning-08-2025", "command-a-reasoning-08-2025", 2.5, 10, 450, 110)
                with { ContextLength = 256_000, ModelAuthor = true },
            Offer.Of("feature-extraction", "embed-v4.0", "embed-v4.0") with { OnHub = false },
            Offer.Of("text-ranking", "rerank-v3.5", "rerank-v3.5") with { OnHub = false },
        ],
    };

    /// <summary>Vectors of the types that are asked for, 96 texts at most.</summary>
    private static Task EmbedAsync(HttpContext context)
    {
        ProviderEndpointFilter.Enter(context, "feature-extraction");
        var json = context.Call().Json!;
        _ = json.RequiredText("input_type");
        var texts = Texts.Read(json, "texts");
        if (texts.Count > 96)
        {
            throw ApiException.Invalid("invalid request: total number of texts must be at most 96", "texts");
        }

        var dimensions = json.Integer("output_dimension", 8, 4096) ?? Embedder.DefaultDimensions;
        var vectors = texts.Select(text => Embedder.Embed(text, dimensions)).ToList();
        var types = json.Array("embedding_types")?.Select(type => type!.GetValue<string>()) ?? ["float"];
        return context.Response.SendJsonAsync(
            new JsonObject
            {
                ["id"] = "embed-1",
                ["embeddings"] = new JsonObject(types.Select(type => KeyValuePair.Create(
                    type,
                    (JsonNode?)new JsonArray([.. vectors.Select(vector => Texts.Numbers(Quantize(vector, type)))])))),
                ["meta"] = new JsonObject
                {
                    ["api_version"] = new JsonObject { ["version"] = "2" },
                    ["billed_units"] = new JsonObject { ["input_tokens"] = texts.Sum(Tokens.Count) },
                },
            },
            context.RequestAborted);
    }

    private static IEnumerable<float> Quantize(float[] vector, string type) => type switch
    {
        "float" => vector,
        "int8" => vector.Select(number => MathF.Round(number * 127)),
        "uint8" => vector.Select(number => MathF.Round((number * 127) + 128)),
        "ubinary" => vector.Chunk(8).Select(bits => (float)bits.Select((number, place) =>
            number > 0 ? 0x80 >> place : 0).Sum()),
        _ => throw ApiException.Invalid($"invalid request: embedding type '{type}'", "embedding_types"),
    };

    /// <summary>A search unit is a query with up to 100 documents (https://cohere.com/pricing).</summary>
    private static void Bill(JsonObject answer, int documents, int tokens)
    {
        answer.Remove("model");
        answer["meta"] = new JsonObject
        {
            ["api_version"] = new JsonObject { ["version"] = "2" },
            ["billed_units"] = new JsonObject { ["search_units"] = (documents + 99) / 100 },
        };
    }
}
