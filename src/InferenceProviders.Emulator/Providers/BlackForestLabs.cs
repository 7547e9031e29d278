using System.Text.Json.Nodes;
using InferenceProviders.Emulator.Catalog;
using InferenceProviders.Emulator.Contracts;
using InferenceProviders.Emulator.Serving;
using InferenceProviders.Emulator.Tasks.Generation;
using InferenceProviders.Emulator.Wire;

namespace InferenceProviders.Emulator.Providers;

/// <summary>Black Forest Labs: a queue whose polling URL is enough to ask, without a key.</summary>
internal static class BlackForestLabs
{
    public static EmulatedProvider Provider { get; } = new("black-forest-labs")
    {
        Errors = ErrorForm.DetailList,
        InvalidStatus = 422,
        Routes =
        [
            ProviderRoute.Post("/v1/{**model}", SubmitAsync),
            ProviderRoute.Get("/v1/get_result", AskAsync),
        ],
        FileHosts = ["delivery-us1.bfl.ai"],
        Offers =
        [
            Offer.Of("text-to-image", "black-forest-labs/FLUX.1-Krea-dev", "flux-krea-dev") with { OnHub = false },
        ],
    };

    private static Task SubmitAsync(HttpContext context)
    {
        ProviderEndpointFilter.Enter(context, "text-to-image");
        var sample = context.Emulation().Files.Add(
            context, "delivery-us1.bfl.ai", GenerationRequest.Read("text-to-image", context.Call().Json!).Render()[0]);
        var job = context.Emulation().Jobs.Add(Provider.Name, () => new JsonObject { ["sample"] = sample });
        var own = new Uri(
            context.Emulation().Registry.Find(Provider.Name)!.BaseAddress!, $"/v1/get_result?id={job.Id}");
        return context.Response.SendJsonAsync(new JsonObject
        {
            ["id"] = job.Id,
            ["polling_url"] = $"{context.Request.Scheme}://{context.Request.Host}/hosts/{own.Host}{own.PathAndQuery}",
        }, context.RequestAborted);
    }

    private static Task AskAsync(HttpContext context)
    {
        var job = context.Emulation().Jobs.Find(Provider.Name, context.Request.Query["id"]);
        var isDone = job.Ask() == JobPhase.Done;
        return context.Response.SendJsonAsync(new JsonObject
        {
            ["id"] = job.Id,
            ["status"] = isDone ? "Ready" : "Pending",
            ["result"] = isDone ? job.Result : null,
            ["progress"] = job.Percent / 100.0,
        }, context.RequestAborted);
    }
}
