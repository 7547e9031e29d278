using System.Text.Json.Nodes;
using InferenceProviders.Emulator.Catalog;
using InferenceProviders.Emulator.Requests;
using InferenceProviders.Emulator.Serving;

namespace InferenceProviders.Emulator.Hosting;

/// <summary>Finds out which model at which provider a request is for, before any endpoint sees it: scripts match on that.</summary>
internal static class TargetFinder
{
    public static void Find(EmulatedCall call, Emulation emulation)
    {
        var requested = (call.Json?["model"] as JsonValue)?.TryGetValue<string>(out var model) == true ? model : ModelInPath.Find(call, emulation.Catalog);
        call.Request.Provider = call.Address.Provider;
        if (requested is null)
        {
            return;
        }

        call.Request.RequestedModel = requested;
        switch (call.Address.Role)
        {
            case HostRole.Router:
                var (id, suffix) = RouterPolicy.Split(requested);
                call.Request.RequestedModel = id;
                call.Target = emulation.Catalog.Find(id) is { } known ? emulation.Policy.Choose(known, suffix, call.Json?["tools"] is JsonArray) : null;
                call.Request.Provider = call.Target?.Offer.Provider;
                break;
            case HostRole.Routed or HostRole.Direct:
                call.Target = emulation.Catalog.Find(call.Address.Provider!, requested);
                break;
        }

        call.Request.Model = call.Target?.Model.Id ?? call.Request.RequestedModel;
    }
}
