using InferenceProviders.Emulator.Hosting;
using InferenceProviders.Emulator.Media.Providers;
using InferenceProviders.Emulator.Tasks.Generation;

namespace InferenceProviders.Emulator.Media;

/// <summary>Images and videos: each provider's own flow, and the hosts of the files that come out of it.</summary>
internal static class MediaRoutes
{
    public static void MapMedia(this IEndpointRouteBuilder app, Emulation emulation)
    {
        app.MapGet("/files/{host}/{**path}", new FileEndpoint(emulation.Files).GetAsync);
        new BlackForestLabsMedia(emulation).Map(app);
        new FalMedia(emulation).Map(app);
        new HFInferenceMedia(emulation).Map(app);
        new HyperbolicMedia(emulation).Map(app);
        new NovitaMedia(emulation).Map(app);
        new OpenAIImages(emulation, "deepinfra", "/v1/openai/images/generations", hasUrls: true, fileHost: "api.together.ai").Map(app);
        new OpenAIImages(emulation, "nebius", "/v1/images/generations", hasUrls: true, fileHost: "pictures-storage.storage.eu-north1.nebius.cloud").Map(app);
        new OpenAIImages(emulation, "nscale", "/v1/images/generations", hasUrls: false, fileHost: "").Map(app);
        new OpenAIImages(emulation, "together", "/v1/images/generations", hasUrls: true, fileHost: "api.together.ai").Map(app);
        new ReplicateMedia(emulation).Map(app);
        new TogetherVideos(emulation).Map(app);
        new WaveSpeedMedia(emulation).Map(app);
        new ZaiMedia(emulation).Map(app);
    }
}
