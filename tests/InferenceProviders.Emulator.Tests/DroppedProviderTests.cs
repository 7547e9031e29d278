using Microsoft.Extensions.AI;

namespace InferenceProviders.Emulator.Tests;

/// <summary>Providers that the Hub no longer lists serve those who hold a key for them.</summary>
public sealed class DroppedProviderTests
{
    private const string Model = "meta-llama/Llama-3.3-70B-Instruct";

    [Theory]
    [InlineData("nebius")]
    [InlineData("sambanova")]
    [InlineData("hyperbolic")]
    public async Task A_provider_that_left_the_Hub_is_called_with_a_key_of_ones_own(string provider)
    {
        await using var emulator = await EmulatorHost.StartAsync();
        using var direct = new InferenceRouter(emulator.RouterOptions(provider));
        using var routed = new InferenceRouter(emulator.RouterOptions());

        var response = await direct.AsIChatClient(Model, provider).GetResponseAsync("Say hello.");
        var error = await Assert.ThrowsAsync<InferenceException>(
            () => routed.AsIChatClient(Model, provider).GetResponseAsync("Say hello."));

        Assert.NotEqual("", response.Text);
        Assert.Equal(
            (provider, AuthMode.Direct),
            (response.GetRoutingReport()!.Provider, response.GetRoutingReport()!.AuthMode));
        Assert.Equal(InferenceErrorKind.ModelNotFound, error.Kind);
    }
}
