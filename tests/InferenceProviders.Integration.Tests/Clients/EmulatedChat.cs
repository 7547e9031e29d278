using InferenceProviders.Emulator;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Integration.Tests.Clients;

/// <summary>A chat client of ours, which an emulator answers, and what stands around it.</summary>
internal sealed class EmulatedChat : IAsyncDisposable
{
    public const string Model = "openai/gpt-oss-120b";

    private EmulatedChat(EmulatorHost emulator)
    {
        Emulator = emulator;
        Router = new InferenceRouter(emulator.RouterOptions());
        Client = Router.AsIChatClient(Model);
    }

    public EmulatorHost Emulator { get; }

    public InferenceRouter Router { get; }

    public IChatClient Client { get; }

    public ChatClientBuilder Builder => Client.AsBuilder();

    public static async Task<EmulatedChat> StartAsync() => new(await EmulatorHost.StartAsync());

    /// <summary>The weather, which remembers the cities that it was asked about.</summary>
    public static AIFunction Weather(ICollection<string> cities) => AIFunctionFactory.Create(
        (string city) =>
        {
            lock (cities)
            {
                cities.Add(city);
            }

            return $"17 degrees and light rain in {city}";
        },
        "get_weather",
        "Tells the weather in a city.");

    public async ValueTask DisposeAsync()
    {
        Router.Dispose();
        await Emulator.DisposeAsync();
    }
}
