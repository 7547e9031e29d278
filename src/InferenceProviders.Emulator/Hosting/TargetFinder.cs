using System.Text.Json.Nodes;
using InferenceProviders.Emulator.Catalog;
using InferenceProviders.Emulator.Contracts;
using InferenceProviders.Emulator.Requests;
using InferenceProviders.Emulator.Serving;

namespace InferenceProviders.Emulator.Hosting;

/// <summary>
/// Finds out which model at which provider a request is for, before any endpoint answers it: scripts match on that.
/// </summary>
internal static class TargetFinder
{
    public static void Find(HttpContext context)
    {
        var call = context.Call();
        var emulation = call.Emulation;
        call.Request.Provider = call.Address.Provider;
        if (Requested(context) is not { } requested)
        {
            return;
        }

        call.Request.RequestedModel = requested;
        switch (call.Address.Role)
        {
            case HostRole.Router:
                var (id, suffix) = RouterPolicy.Split(requested);
                call.Request.RequestedModel = id;
                call.Target = emulation.Catalog.Find(id) is { } known
                    ? emulation.Policy.Choose(known, suffix, call.Json?["tools"] is JsonArray)
                    : null;
                call.Request.Provider = call.Target?.Offer.Provider;
                break;
            case HostRole.Routed or HostRole.Direct:
                call.Target = emulation.Catalog.Find(call.Address.Provider!, requested);
                break;
        }

        call.Request.Model = call.Target?.Model.Id ?? call.Request.RequestedModel;
    }

    /// <summary>The body's <c>model</c>, what the route says, or what stands in the path.</summary>
    private static string? Requested(HttpContext context)
    {
        var call = context.Call();
        if (call.Request.JsonText("model") is { } model)
        {
            return model;
        }

        var values = context.Request.RouteValues;
        return call.Address.Provider is null ? null
            : context.GetEndpoint()?.Metadata.GetMetadata<ProviderRoute>()?.Model?.Invoke(call.Request)
            ?? values["model"] as string
            ?? (values["organization"] is string organization ? $"{organization}/{values["name"]}" : null);
    }
}
