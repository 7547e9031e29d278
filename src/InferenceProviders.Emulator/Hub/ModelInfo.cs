using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace InferenceProviders.Emulator.Hub;

/// <summary>What the Hub says of a model.</summary>
internal static class ModelInfo
{
    /// <summary>What can be asked for with <c>expand</c>.</summary>
    public static IReadOnlySet<string> Fields { get; } = new HashSet<string>
    {
        "author", "createdAt", "disabled", "downloads", "gated", "inference", "inferenceProviderMapping",
            "lastModified", "library_name", "likes",
        "pipeline_tag", "private", "sha", "tags",
    };

    private static readonly string[] Basic =
        ["author", "createdAt", "disabled", "downloads", "gated", "lastModified", "library_name", "likes",
            "pipeline_tag", "private", "sha", "tags"];

    /// <param name="model">The model.</param>
    /// <param name="expand">The fields that were asked for; none stands for the usual ones.</param>
    public static JsonObject Create(EmulatorModel model, IReadOnlyCollection<string> expand)
    {
        var json = new JsonObject { ["_id"] = Digest(model.Id)[..24], ["id"] = model.Id };
        if (expand.Count == 0)
        {
            json["modelId"] = model.Id;
        }

        foreach (var field in expand.Count == 0 ? Basic : expand.Distinct())
        {
            if (Value(model, field) is { } value)
            {
                json[field] = value;
            }
        }

        return json;
    }

    public static IEnumerable<string> Tags(EmulatorModel model)
    {
        yield return "transformers";
        yield return model.PipelineTag;
        if (model.Offers.Any(offer => offer.Task == "conversational"))
        {
            yield return "conversational";
        }
    }

    private static JsonNode? Value(EmulatorModel model, string field) => field switch
    {
        "author" => model.Owner,
        "createdAt" or "lastModified" => model.Created.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", null),
        "disabled" or "private" => false,
        "gated" => model.Gated ? "manual" : false,
        "downloads" => 1000 + model.Id.Length,
        "likes" => 10 + model.Id.Length,
        "library_name" => "transformers",
        "pipeline_tag" => model.PipelineTag,
        "sha" => Digest(model.Id + "@main")[..40],
        "tags" => new JsonArray([.. Tags(model).Select(tag => (JsonNode)tag)]),
        "inference" => model.Offers.Any(offer => offer is { OnHub: true, Status: "live" }) ? "warm" : null,
        "inferenceProviderMapping" => Mapping(model),
        _ => null,
    };

    private static JsonNode Mapping(EmulatorModel model)
    {
        var offers = model.Offers.Where(offer => offer.OnHub);
        if (model.ArrayMapping)
        {
            return new JsonArray([.. offers.Select(offer =>
            {
                var entry = new JsonObject { ["provider"] = offer.Provider, ["hfModelId"] = model.Id };
                Fill(entry, offer);
                return (JsonNode)entry;
            })]);
        }

        var mapping = new JsonObject();
        foreach (var offer in offers)
        {
            var entry = new JsonObject();
            Fill(entry, offer);
            mapping[offer.Provider] = entry;
        }

        return mapping;
    }

    private static void Fill(JsonObject entry, EmulatorOffer offer)
    {
        entry["status"] = offer.Status;
        entry["providerId"] = offer.ProviderId;
        entry["task"] = offer.Task;
        if (offer.Adapter is not null)
        {
            entry["adapter"] = offer.Adapter;
            entry["adapterWeightsPath"] = offer.AdapterWeightsPath;
        }
    }

    private static string Digest(string text) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
