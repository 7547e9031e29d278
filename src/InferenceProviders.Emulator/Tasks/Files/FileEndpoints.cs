using System.Text;
using System.Text.Json.Nodes;
using InferenceProviders.Emulator.Contracts;
using InferenceProviders.Emulator.Serving;
using InferenceProviders.Emulator.Wire;

namespace InferenceProviders.Emulator.Tasks.Files;

/// <summary>Files that a provider keeps, in OpenAI's form; those of containers are apart.</summary>
internal static class FileEndpoints
{
    private const int MostOfPage = 2;

    /// <summary>The addresses at a path.</summary>
    /// <param name="path">Of the files.</param>
    /// <param name="upload">Where they are sent to; null for the same.</param>
    /// <param name="hasPages">Whether a list comes in pages, so short that clients meet the second.</param>
    public static IReadOnlyList<ProviderRoute> At(string path, string? upload = null, bool hasPages = false) =>
    [
        ProviderRoute.Post(upload ?? path, context => UploadAsync(context, needsName: upload is not null)),
        ProviderRoute.Get(path, context => ListAsync(context, hasPages)),
        ProviderRoute.Get($"{path}/{{file}}", AskAsync),
        ProviderRoute.Get($"{path}/{{file}}/content", FetchAsync),
        new("DELETE", $"{path}/{{file}}", DeleteAsync),
    ];

    /// <summary>The address to which files are sent, of a provider that does not give them back.</summary>
    public static ProviderRoute Upload(string path) =>
        ProviderRoute.Post(path, context => UploadAsync(context, needsName: false));

    private static Task UploadAsync(HttpContext context, bool needsName)
    {
        ProviderEndpointFilter.EnterForJob(context);
        var form = FormReader.Read(context.Call().Request);
        var bytes = form.GetValueOrDefault("file") ?? throw FieldReader.Missing("file");
        var purpose = Text("purpose");
        if (Container(context) is null && purpose is null)
        {
            throw FieldReader.Missing("purpose");
        }

        if (needsName && Text("file_name") is null)
        {
            throw FieldReader.Missing("file_name");
        }

        var file = context.Emulation().Kept.Add(
            Place(context), FormReader.FileName(context.Call().Request) ?? "file", purpose, bytes,
            context.Emulation().Time.GetUtcNow());
        return context.Response.SendJsonAsync(Describe(context, file), context.RequestAborted);

        string? Text(string name) =>
            form.TryGetValue(name, out var value) ? Encoding.UTF8.GetString(value) : null;
    }

    private static Task ListAsync(HttpContext context, bool hasPages)
    {
        ProviderEndpointFilter.EnterForJob(context);
        IEnumerable<KeptFile> files = context.Emulation().Kept.List(Place(context));
        var query = context.Request.Query;
        if (hasPages && query["purpose"].ToString() is { Length: > 0 } purpose)
        {
            files = files.Where(file => file.Purpose == purpose);
        }

        if (hasPages && query["after"].ToString() is { Length: > 0 } after)
        {
            files = files.SkipWhile(file => file.Id != after).Skip(1);
        }

        var all = files.ToList();
        var page = hasPages ? all[..Math.Min(all.Count, MostOfPage)] : all;
        var answer = new JsonObject
        {
            ["object"] = "list",
            ["data"] = new JsonArray([.. page.Select(JsonNode (file) => Describe(context, file))]),
        };
        if (hasPages)
        {
            answer["has_more"] = page.Count < all.Count;
            answer["last_id"] = page.LastOrDefault()?.Id;
        }

        return context.Response.SendJsonAsync(answer, context.RequestAborted);
    }

    private static Task AskAsync(HttpContext context)
    {
        ProviderEndpointFilter.EnterForJob(context);
        return context.Response.SendJsonAsync(Describe(context, Find(context)), context.RequestAborted);
    }

    private static Task FetchAsync(HttpContext context)
    {
        ProviderEndpointFilter.EnterForJob(context);
        return context.Response.SendBytesAsync(
            Find(context).Bytes, "application/octet-stream", context.RequestAborted);
    }

    private static Task DeleteAsync(HttpContext context)
    {
        ProviderEndpointFilter.EnterForJob(context);
        var file = Find(context);
        context.Emulation().Kept.Remove(Place(context), file.Id);
        return context.Response.SendJsonAsync(
            new JsonObject { ["id"] = file.Id, ["object"] = "file", ["deleted"] = true }, context.RequestAborted);
    }

    private static JsonObject Describe(HttpContext context, KeptFile file) => Container(context) is { } container
        ? new()
        {
            ["id"] = file.Id,
            ["object"] = "container.file",
            ["container_id"] = container,
            ["path"] = $"/mnt/data/{file.Name}",
            ["bytes"] = file.Bytes.Length,
            ["created_at"] = file.CreatedAt.ToUnixTimeSeconds(),
        }
        : new()
        {
            ["id"] = file.Id,
            ["object"] = "file",
            ["bytes"] = file.Bytes.Length,
            ["created_at"] = file.CreatedAt.ToUnixTimeSeconds(),
            ["filename"] = file.Name,
            ["purpose"] = file.Purpose,
        };

    private static KeptFile Find(HttpContext context)
    {
        var id = (string?)context.Request.RouteValues["file"] ?? "";
        return context.Emulation().Kept.Find(Place(context), id)
            ?? throw new ApiException(404, $"No such File object: {id}", "not_found", "id");
    }

    private static string? Container(HttpContext context) => (string?)context.Request.RouteValues["container"];

    private static string Place(HttpContext context) =>
        $"{context.Call().Address.Host}/{Container(context)}";
}
