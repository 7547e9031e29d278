using System.Text.Json.Nodes;
using InferenceProviders.Emulator.Catalog;

namespace InferenceProviders.Emulator.Router;

/// <summary><c>GET /v1/models</c>: chat models with each provider's price, context, capabilities and speed.</summary>
internal static class ModelList
{
    public static JsonObject Create(EmulatorCatalog catalog) => new()
    {
        ["object"] = "list",
        ["data"] = new JsonArray([.. catalog.Models
            .Where(model => !model.Gated && model.Offers.Any(IsListed))
            .Select(model => (JsonNode)Model(model))]),
    };

    private static bool IsListed(EmulatorOffer offer) => offer is { OnHub: true, Task: "conversational" };

    private static JsonObject Model(EmulatorModel model) => new()
    {
        ["id"] = model.Id,
        ["object"] = "model",
        ["created"] = model.Created.ToUnixTimeSeconds(),
        ["owned_by"] = model.Owner,
        ["architecture"] = new JsonObject
        {
            ["input_modalities"] = new JsonArray([.. model.InputModalities.Select(name => (JsonNode)name)]),
            ["output_modalities"] = new JsonArray([.. model.OutputModalities.Select(name => (JsonNode)name)]),
        },
        ["providers"] = new JsonArray([.. model.Offers.Where(IsListed).Select(offer => (JsonNode)Offer(offer))]),
    };

    /// <summary>All but the provider and its status may be unknown, and is then left out.</summary>
    private static JsonObject Offer(EmulatorOffer offer)
    {
        var json = new JsonObject { ["provider"] = offer.Provider, ["status"] = offer.Status };
        if (offer.FirstTokenLatency is not { } latency)
        {
            return json;
        }

        json["context_length"] = offer.ContextLength;
        if (offer is { InputPrice: { } input, OutputPrice: { } output })
        {
            json["pricing"] = new JsonObject { ["input"] = input, ["output"] = output };
        }

        json["supports_tools"] = offer.Tools;
        json["supports_structured_output"] = offer.StructuredOutput;
        json["is_model_author"] = offer.ModelAuthor;
        json["first_token_latency_ms"] = latency;
        json["throughput"] = offer.Throughput;
        return json;
    }
}
