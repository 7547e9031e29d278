using InferenceProviders.Emulator;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.SemanticKernel;

namespace InferenceProviders.SemanticKernel.Tests.Kernels;

/// <summary>A kernel whose services answer from an emulator.</summary>
internal sealed class EmulatedKernel : IAsyncDisposable
{
    public const string Model = "openai/gpt-oss-120b";

    private readonly InferenceRouter _router;

    private EmulatedKernel(EmulatorHost emulator, InferenceRouter router, Kernel kernel) =>
        (Emulator, _router, Kernel) = (emulator, router, kernel);

    public EmulatorHost Emulator { get; }

    public Kernel Kernel { get; }

    /// <param name="configure">What is added; null for a chat completion service.</param>
    public static async Task<EmulatedKernel> StartAsync(Action<IKernelBuilder>? configure = null)
    {
        var emulator = await EmulatorHost.StartAsync();
        var router = new InferenceRouter(emulator.RouterOptions());
        var builder = Kernel.CreateBuilder();
        builder.Services.AddSingleton(router);
        (configure ?? (static builder => builder.AddInferenceProvidersChatCompletion(Model)))(builder);
        return new(emulator, router, builder.Build());
    }

    public async ValueTask DisposeAsync()
    {
        _router.Dispose();
        await Emulator.DisposeAsync();
    }
}
