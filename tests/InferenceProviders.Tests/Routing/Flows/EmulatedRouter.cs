using InferenceProviders.Emulator;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Tests.Routing.Flows;

/// <summary>A router on an emulator: whole flows over real sockets.</summary>
internal sealed class EmulatedRouter : IAsyncDisposable
{
    public const string Model = "openai/gpt-oss-20b";

    private EmulatedRouter(EmulatorHost emulator, InferenceRouter router)
    {
        Emulator = emulator;
        Router = router;
    }

    public EmulatorHost Emulator { get; }

    public InferenceRouter Router { get; }

    public IChatClient Chat => Router.AsIChatClient(Model);

    /// <summary>
    /// The providers whose own routes were asked for answers, in order; <c>auto</c> for the router's.
    /// </summary>
    public IEnumerable<string> Asked => Emulator.Requests.Where(request => request.Method == "POST").Select(request =>
        request.Path == "/v1/chat/completions" ? "auto" : request.Provider ?? request.Path);

    public static async Task<EmulatedRouter> StartAsync(
        Action<InferenceProvidersOptions>? configure = null, params string[] directProviders)
    {
        var emulator = await EmulatorHost.StartAsync();
        var options = emulator.RouterOptions(directProviders);
        configure?.Invoke(options);
        return new EmulatedRouter(emulator, new InferenceRouter(options));
    }

    public EmulatorRule OnAutoRoute() => Emulator.Script.When(request => request.Path == "/v1/chat/completions");

    public EmulatorRule OnOwnRoute(string provider) =>
        Emulator.Script.When(request => request.Provider == provider && request.Path != "/v1/chat/completions");

    public async ValueTask DisposeAsync()
    {
        Router.Dispose();
        await Emulator.DisposeAsync();
    }
}
