using InferenceProviders.Emulator;
using InferenceProviders.Tests.DependencyInjection.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace InferenceProviders.Tests.DependencyInjection;

/// <summary>
/// The catalog is there before somebody asks, and when it cannot be retrieved the host starts all the same.
/// </summary>
public sealed class WarmUpTests
{
    private const string Model = "openai/gpt-oss-120b";

    [Fact]
    public async Task The_list_and_who_serves_a_model_are_fetched_beside_the_start()
    {
        await using var emulator = await EmulatorHost.StartAsync();
        await using var app = await StartAsync(emulator);

        await app.Log.WhenLogged(line => line.Text.StartsWith("The list of ", StringComparison.Ordinal));

        Assert.NotNull(app.Router.Catalog.LastModels);
        await app.Router.Catalog.GetProvidersAsync(Model);
        Assert.Equal(
            ["/v1/models", $"/api/models/{Model}?expand[]=inferenceProviderMapping"],
            emulator.Requests.Select(request => Uri.UnescapeDataString(request.Path)));
    }

    [Fact]
    public async Task The_host_starts_while_the_answer_is_awaited()
    {
        await using var emulator = await EmulatorHost.StartAsync();
        var never = new TaskCompletionSource();
        emulator.Script.When(request => request.Path == "/v1/models").Hold(never.Task);

        await using var app = await StartAsync(emulator);

        Assert.Null(app.Router.Catalog.LastModels);
    }

    [Fact]
    public async Task A_failure_is_logged_and_the_first_call_asks_again()
    {
        await using var emulator = await EmulatorHost.StartAsync();
        emulator.Script.When(request => request.Path == "/v1/models").Fail(503).Once();
        await using var app = await StartAsync(emulator);

        var line = await app.Log.WhenLogged(
            line => line.Category == "InferenceProviders.Catalog" && line.Level == LogLevel.Warning);

        Assert.StartsWith(
            "The catalog could not be loaded ahead of the first calls (ProviderUnavailable)", line.Text,
            StringComparison.Ordinal);
        Assert.NotEmpty((await app.Router.Catalog.GetModelsAsync()).Models);
    }

    private static Task<App> StartAsync(EmulatorHost emulator) => App.StartAsync(
        App.Settings(emulator), builder =>
            builder.Services.AddInferenceProviders(builder.Configuration.GetSection(App.Section)).WarmUp(Model));
}
