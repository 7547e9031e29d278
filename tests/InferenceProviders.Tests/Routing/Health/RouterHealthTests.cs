using System.Text.Json;
using InferenceProviders.Tests.Routing.Flows;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Tests.Routing.Health;

public class RouterHealthTests
{
    [Fact]
    public async Task A_router_shows_how_its_routes_are_doing()
    {
        await using var rig = await EmulatedRouter.StartAsync(
            options => options.Routing.PreferredProviders = ["groq", "together"]);
        rig.OnOwnRoute("groq").Times(2).Fail(503);
        Assert.Empty(rig.Router.Health.Routes);

        await rig.Chat.GetStreamingResponseAsync("Hello").ToChatResponseAsync();

        var groq = rig.Router.Health.Of(EmulatedRouter.Model).Single(route => route.Provider == "groq");
        Assert.Equal((RouteState.Suspect, 1, 0.0), (groq.State, groq.Attempts, groq.SuccessRate));
        Assert.InRange(groq.StateEndsIn!.Value, TimeSpan.Zero, TimeSpan.FromSeconds(2));
        var together = rig.Router.Health.Of(EmulatedRouter.Model).Single(route => route.Provider == "together");
        Assert.Equal((RouteState.Healthy, 1, 1.0), (together.State, together.Attempts, together.SuccessRate));
        Assert.True(together.TimeToFirstToken > TimeSpan.Zero);
        Assert.Equal(together.TimeToFirstToken, together.TimeToFirstToken95);
        Assert.True(together.TokensPerSecond > 0);
    }

    [Fact]
    public async Task Health_is_exported_as_JSON()
    {
        await using var rig = await EmulatedRouter.StartAsync(
            options => options.Routing.PreferredProviders = ["groq", "together"]);
        rig.OnOwnRoute("groq").Fail(400, """{"error":{"message":"tools are not supported"}}""");
        var tools = new ChatOptions
        {
            Tools = [
                AIFunctionFactory.CreateDeclaration("f", "d", JsonDocument.Parse("""{"type":"object"}""").RootElement)],
        };
        await rig.Chat.GetResponseAsync("Hello", tools);

        using var json = JsonDocument.Parse(rig.Router.Health.ToJson());

        var groq = json.RootElement.EnumerateArray()
            .Single(route => route.GetProperty("provider").GetString() == "groq");
        Assert.Equal("conversational", groq.GetProperty("task").GetString());
        Assert.Equal("Healthy", groq.GetProperty("state").GetString());
        Assert.Equal("tools", Assert.Single(groq.GetProperty("refused").EnumerateArray()).GetString());
        Assert.Equal(JsonValueKind.Null, groq.GetProperty("success_rate").ValueKind);
    }
}
