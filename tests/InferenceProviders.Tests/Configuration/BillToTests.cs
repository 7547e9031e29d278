using InferenceProviders.Tests.Routing.Flows;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Tests.Configuration;

/// <summary>
/// Who pays is said in <c>X-HF-Bill-To</c>, to Hugging Face alone ("Billing for Team and Enterprise organizations").
/// </summary>
public class BillToTests
{
    [Fact]
    public async Task A_call_can_be_billed_to_another_organization_than_the_routers()
    {
        await using var rig = await EmulatedRouter.StartAsync(options => options.BillTo = "emulator-org");
        var other = new RoutingOptions { BillTo = "second-org" };

        await Try(() => rig.Chat.GetResponseAsync("Hello"));
        await Try(() => rig.Chat.GetResponseAsync("Hello", new ChatOptions().WithRouting(other)));
        await Try(
            () =>
                rig.Chat.GetStreamingResponseAsync("Hello", new ChatOptions().WithRouting(other))
                .ToChatResponseAsync());
        await Try(() => rig.Router.SendAsync(new() { Provider = "groq", Path = "/v1/x", Routing = other }));

        var billed = rig.Emulator.Requests.Where(request => request.Method == "POST")
            .Select(request => request.Headers.GetValueOrDefault("X-HF-Bill-To")).ToList();
        Assert.Equal("emulator-org", billed[0]);
        Assert.True(billed.Count >= 4);
        Assert.All(billed.Skip(1), organization => Assert.Equal("second-org", organization));
    }

    [Fact]
    public async Task A_key_of_ones_own_is_billed_to_nobody_else()
    {
        await using var rig = await EmulatedRouter.StartAsync(options => options.BillTo = "emulator-org", "groq");

        await rig.Router.AsIChatClient(EmulatedRouter.Model, "groq")
            .GetResponseAsync("Hello", new ChatOptions().WithRouting(new() { BillTo = "second-org" }));

        Assert.DoesNotContain(
            rig.Emulator.Requests.Where(request => request.Method == "POST"), request =>
                request.Headers.ContainsKey("X-HF-Bill-To"));
    }

    [Fact]
    public async Task A_name_that_is_none_does_not_reach_the_wire()
    {
        await using var rig = await EmulatedRouter.StartAsync();

        var error = await Assert.ThrowsAsync<ArgumentException>(
            () => rig.Chat.GetResponseAsync("Hello", new ChatOptions().WithRouting(new() { BillTo = "a\r\nb" })));

        Assert.Equal("BillTo", error.ParamName);
        Assert.Empty(rig.Asked);
    }

    /// <summary>
    /// The emulator knows one organization and refuses to bill another: what was sent is what counts here.
    /// </summary>
    private static async Task Try(Func<Task> call)
    {
        try
        {
            await call();
        }
        catch (InferenceException)
        {
        }
    }
}
