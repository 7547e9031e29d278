using System.Text.Json.Nodes;
using InferenceProviders.Emulator.Codecs;
using InferenceProviders.Emulator.Contracts;
using InferenceProviders.Emulator.Serving;
using InferenceProviders.Emulator.Wire;

namespace InferenceProviders.Emulator.Tasks.Generation;

/// <summary>Images in OpenAI's form, at once: deepinfra, nebius, nscale, together.</summary>
internal static class OpenAIImages
{
    /// <param name="path">The address.</param>
    /// <param name="fileHost">
    /// The host of the images that are asked for by URL; null when there are none by URL.
    /// </param>
    public static ProviderRoute At(string path, string? fileHost = null) =>
        ProviderRoute.Post(path, context => MakeAsync(context, fileHost));

    private static Task MakeAsync(HttpContext context, string? fileHost)
    {
        var emulation = context.Call().Emulation;
        var target = ProviderEndpointFilter.Enter(context, "text-to-image", "image-to-image");
        var json = context.Call().Json!;
        var asUrl = json.Text("response_format") switch
        {
            null or "b64_json" or "base64" => false,
            "url" when fileHost is not null => true,
            var other =>
                throw ApiException.Invalid(
                    $"Invalid value for 'response_format': '{other}'.", "response_format", "invalid_value"),
        };
        var files = GenerationRequest.Read(target.Offer.Task, json, images: ["image_url", "reference_images"]).Render();
        return context.Response.SendJsonAsync(new JsonObject
        {
            ["created"] = emulation.Time.GetUtcNow().ToUnixTimeSeconds(),
            ["data"] = new JsonArray(
                [.. files.Select(
                    (file, index) =>
                    (JsonNode)Item(file, index, asUrl ? emulation.Files.Add(context, fileHost!, file) : null))]),
        }, context.RequestAborted);
    }

    private static JsonObject Item(MediaFile file, int index, string? url) =>
        url is null ? new() { ["index"] = index, ["b64_json"] = file.Base64 } : new()
        {
            ["index"] = index,
            ["url"] = url,
        };
}
