using System.Text.Json.Nodes;
using InferenceProviders.Emulator.Codecs;
using InferenceProviders.Emulator.Providers;
using InferenceProviders.Emulator.Serving;
using InferenceProviders.Emulator.Wire;

namespace InferenceProviders.Emulator.Tasks.Generation;

/// <summary>Images in OpenAI's form, at once: deepinfra, nebius, nscale, together.</summary>
internal sealed class OpenAIImages(Emulation emulation, string provider, string path, bool hasUrls, string fileHost)
{
    public void Map(IEndpointRouteBuilder app) => app.MapPost(RoutePattern.Of(provider, path), MakeAsync);

    private Task MakeAsync(HttpContext context)
    {
        var target = ProviderEndpointFilter.Enter(context, emulation, ProfileTable.Find(provider)!, "text-to-image", "image-to-image");
        var json = context.Call().Json!;
        var asUrl = json.Text("response_format") switch
        {
            null or "b64_json" or "base64" => false,
            "url" when hasUrls => true,
            var other => throw ApiException.Invalid($"Invalid value for 'response_format': '{other}'.", "response_format", "invalid_value"),
        };
        var files = GenerationRequest.Read(target.Offer.Task, json, images: ["image_url", "reference_images"]).Render();
        return context.Response.SendJsonAsync(new JsonObject
        {
            ["created"] = emulation.Time.GetUtcNow().ToUnixTimeSeconds(),
            ["data"] = new JsonArray([.. files.Select((file, index) => (JsonNode)Item(context, file, index, asUrl))]),
        }, context.RequestAborted);
    }

    private JsonObject Item(HttpContext context, MediaFile file, int index, bool asUrl) => asUrl
        ? new() { ["index"] = index, ["url"] = emulation.Files.Add(context, fileHost, file) }
        : new() { ["index"] = index, ["b64_json"] = file.Base64 };
}
