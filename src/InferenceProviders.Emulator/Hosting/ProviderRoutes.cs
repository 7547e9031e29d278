using InferenceProviders.Emulator.Serving;

namespace InferenceProviders.Emulator.Hosting;

/// <summary>The addresses that providers list in their own files.</summary>
internal static class ProviderRoutes
{
    public static void MapProviders(this IEndpointRouteBuilder app, Emulation emulation)
    {
        foreach (var provider in emulation.Providers.Append(emulation.OwnServer))
        {
            foreach (var route in provider.Routes)
            {
                app.Map(emulation, provider, route.Method, route.Path, route.Handler).WithMetadata(route);
            }
        }
    }
}
