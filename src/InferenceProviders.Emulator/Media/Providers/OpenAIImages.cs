using System.Text.Json.Nodes;
using InferenceProviders.Emulator.Chat;
using InferenceProviders.Emulator.Errors;
using InferenceProviders.Emulator.Hosting;
using InferenceProviders.Emulator.Media.Files;
using InferenceProviders.Emulator.Providers;

namespace InferenceProviders.Emulator.Media.Providers;

/// <summary>Images in OpenAI's form, at once: deepinfra, nebius, nscale, together.</summary>
internal sealed class OpenAIImages(Emulation emulation, string provider, string path, bool hasUrls, string fileHost)
{
    public void Map(IEndpointRouteBuilder app) => app.MapPost(RoutePattern.Of(provider, path), MakeAsync);

    private Task MakeAsync(HttpContext context)
    {
        var target = ProviderGate.Enter(context, emulation, ProfileTable.Find(provider)!, "text-to-image", "image-to-image");
        var json = context.Call().Json!;
        var asUrl = json.Text("response_format") switch
        {
            null or "b64_json" or "base64" => false,
            "url" when hasUrls => true,
            var other => throw ApiException.Invalid($"Invalid value for 'response_format': '{other}'.", "response_format", "invalid_value"),
        };
        var files = Wish.Read(target.Offer.Task, json, images: ["image_url", "reference_images"]).Paint();
        return context.Response.SendJsonAsync(new JsonObject
        {
            ["created"] = emulation.Time.GetUtcNow().ToUnixTimeSeconds(),
            ["data"] = new JsonArray([.. files.Select((file, index) => (JsonNode)Item(context, file, index, asUrl))]),
        }, context.RequestAborted);
    }

    private JsonObject Item(HttpContext context, MadeFile file, int index, bool asUrl) => asUrl
        ? new() { ["index"] = index, ["url"] = emulation.Files.Add(context, fileHost, file) }
        : new() { ["index"] = index, ["b64_json"] = file.Base64 };
}
