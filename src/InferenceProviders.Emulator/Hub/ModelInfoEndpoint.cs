using System.Globalization;
using System.Text.Json.Nodes;
using InferenceProviders.Emulator.Serving;
using InferenceProviders.Emulator.Wire;

namespace InferenceProviders.Emulator.Hub;

/// <summary>Model info, model search and the task list.</summary>
internal sealed class ModelInfoEndpoint(Emulation emulation)
{
    private const int PageSize = 1000;

    /// <summary><c>GET /api/models/{id}</c></summary>
    public Task InfoAsync(HttpContext context)
    {
        var organization = context.Request.RouteValues["organization"] as string;
        var name = (string)context.Request.RouteValues["name"]!;
        var id = organization is null ? name : $"{organization}/{name}";

        var known = Authentication.IsKnownToHub(context.Call());
        if (emulation.Catalog.Find(id) is not { } model || !model.Id.Contains('/', StringComparison.Ordinal))
        {
            // Without a token the Hub does not say whether a private model is there.
            if (!known)
            {
                throw new ApiException(401, "Invalid username or password.");
            }

            context.Response.Headers["x-error-code"] = "RepoNotFound";
            throw new ApiException(404, "Repository not found");
        }

        if (model.Gated)
        {
            context.Response.Headers["x-error-code"] = "GatedRepo";
            throw known
                ? new ApiException(
                    403, $"Access to model {id} is restricted and you are not in the authorized list. Visit "
                    + $"https://huggingface.co/{id} to ask for access.")
                : new ApiException(
                    401, $"Access to model {id} is restricted. You must have access to it and be authenticated to "
                    + $"access it. Please log in.");
        }

        return context.Response.SendJsonAsync(
            ModelInfo.Create(model, Expand(context.Request.Query)), context.RequestAborted);
    }

    /// <summary><c>GET /api/models?inference_provider=…&amp;pipeline_tag=…</c></summary>
    public Task SearchAsync(HttpContext context)
    {
        Authentication.IsKnownToHub(context.Call());
        var query = context.Request.Query;
        var expand = Expand(query);
        var found = emulation.Catalog.Models.Where(model => ModelFilter.Matches(model, query)).ToList();

        var limit = Number(query, "limit") ?? PageSize;
        var offset = Number(query, "cursor") ?? 0;
        if (offset + limit < found.Count)
        {
            var next = QueryString.Create(
                query.Where(pair => pair.Key != "cursor")
                .Append(new("cursor", (offset + limit).ToString(CultureInfo.InvariantCulture))));
            context.Response.Headers.Link =
                $"<{context.Request.Scheme}://{context.Request.Host}/api/models{next}>; rel=\"next\"";
        }

        var page = found.Skip(offset).Take(limit).Select(model => (JsonNode)ModelInfo.Create(model, expand));
        return context.Response.SendJsonAsync(new JsonArray([.. page]), context.RequestAborted);
    }

    /// <summary><c>GET /api/tasks</c>: the recommended models by task.</summary>
    public Task TasksAsync(HttpContext context)
    {
        var tasks = new JsonObject();
        foreach (var group in emulation.Catalog.Models.Where(
            model =>
            model is { Gated: false, Offers.Count: > 0 } && model.Id.Contains('/', StringComparison.Ordinal)).GroupBy(
                model => model.PipelineTag))
        {
            tasks[group.Key] = new JsonObject
            {
                ["id"] = group.Key,
                ["models"] = new JsonArray(
                    [.. group.Select(model => (JsonNode)new JsonObject { ["id"] = model.Id, ["description"] = "" })]),
            };
        }

        return context.Response.SendJsonAsync(tasks, context.RequestAborted);
    }

    /// <summary><c>expand=a&amp;expand=b</c> or <c>expand[]=a&amp;expand[]=b</c>.</summary>
    private static List<string> Expand(IQueryCollection query)
    {
        var names = query["expand"].Concat(query["expand[]"]).OfType<string>().ToList();
        return names.Find(name => !ModelInfo.Fields.Contains(name)) is { } unknown
            ? throw ApiException.Invalid($"Invalid value for \"expand\": \"{unknown}\"")
            : names;
    }

    private static int? Number(IQueryCollection query, string name) =>
        !query.TryGetValue(name, out var text) ? null
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number
        : throw ApiException.Invalid($"Invalid value for \"{name}\"");
}
