using System.Globalization;
using System.Text;
using System.Text.Json;
using InferenceProviders.Primitives;

namespace InferenceProviders.Catalog;

/// <summary>The Hub's model search: its query and its answer ("Hub API", List models).</summary>
internal static class HubSearch
{
    /// <summary>The Hub gives no larger page.</summary>
    public const int MaxLimit = 1000;

    public static string Query(string? provider, InferenceTask? task, string? search, int limit)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, MaxLimit);
        var query = new StringBuilder("?inference_provider=")
            .Append(provider is null ? "all" : Validate.ProviderName(provider, nameof(provider)));
        if (task is { } wanted)
        {
            // Chat is no pipeline tag: models for text and for images are both tagged with it.
            query.Append(wanted == InferenceTask.Conversational ? "&filter=" : "&pipeline_tag=")
                .Append(Uri.EscapeDataString(wanted.Name));
        }

        if (!string.IsNullOrWhiteSpace(search))
        {
            query.Append("&search=").Append(Uri.EscapeDataString(search.Trim()));
        }

        return query.Append(CultureInfo.InvariantCulture, $"&limit={limit}").ToString();
    }

    /// <exception cref="JsonException">The document is not a list.</exception>
    public static HubModel[] Read(JsonElement root) =>
        root.ValueKind == JsonValueKind.Array
            ? root.EnumerateArray().Where(model => model.Text("id") is not null).Select(ReadModel).ToArray()
            : throw new JsonException("It is not a list.");

    private static HubModel ReadModel(JsonElement model) => new()
    {
        Id = model.Text("id")!,
        Task = model.Text("pipeline_tag") is { } tag && !string.IsNullOrWhiteSpace(tag) ? new InferenceTask(tag) : null,
        Downloads = model.Count("downloads"),
        Likes = model.Count("likes"),
        Tags = model.Texts("tags"),
    };
}
