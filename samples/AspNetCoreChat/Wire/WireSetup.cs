using InferenceProviders;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace AspNetCoreChat.Wire;

/// <summary>Puts the handler where it sees each attempt.</summary>
internal static class WireSetup
{
    public static void KeepWire(this InferenceProvidersBuilder router)
    {
        router.Services.AddHttpContextAccessor();
        router.Services.TryAddSingleton<WireLog>();
        router.Services.TryAddTransient<WireHandler>();
        router.HttpClient.AddHttpMessageHandler<WireHandler>();
    }
}
