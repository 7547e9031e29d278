using InferenceProviders.Emulator.Contracts;

namespace InferenceProviders.Emulator.Serving;

/// <summary>
/// Maps what providers answer below the prefixes that <see cref="AddressBook"/> puts before their paths.
/// </summary>
internal static class ProviderMapping
{
    /// <summary>A model's id has two segments, unless the path says otherwise.</summary>
    public static IEndpointConventionBuilder Map(
        this IEndpointRouteBuilder app, Emulation emulation, EmulatedProvider provider, string method, string path,
            RequestDelegate handler)
    {
        var prefix = provider == emulation.OwnServer ? "/endpoint" : $"/provider/{provider.Name}";
        return app.MapMethods(
            prefix + path.Replace("{model}", "{organization}/{name}", StringComparison.Ordinal), [method], handler);
    }
}
