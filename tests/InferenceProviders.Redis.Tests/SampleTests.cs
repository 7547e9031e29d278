using System.Text.Json;
using InferenceProviders.Redis.Tests.Support;

namespace InferenceProviders.Redis.Tests;

/// <summary>The sample, run as a user does.</summary>
public sealed class SampleTests
{
    [RedisFact]
    public async Task Three_processes_show_one_limit_and_one_conversation()
    {
        using var program = ProgramProcess.Start(Checkout.Sample("Fleet"), ["--port", "0"]);
        var address = (await program.ReadLineAsync())!.Split(' ')[^1];
        Assert.Contains("Three processes share over Redis", await program.ReadLineAsync(), StringComparison.Ordinal);
        using var browser = new HttpClient { BaseAddress = new Uri(address) };
        Assert.Contains("A fleet of routers", await browser.GetStringAsync("/"), StringComparison.Ordinal);

        var providers = new List<string>();
        for (var member = 0; member < 3; member++)
        {
            using var answer = await browser.PostAsync($"/api/ask?member={member}&talk=one", content: null);
            providers.Add(await answer.Content.ReadAsStringAsync());
        }

        Assert.Single(providers.Distinct());
        Assert.True(ProviderRegistry.BuiltIn.Find(providers[0]) is not null, providers[0]);
        await Members.Until(
            () => Spent(browser.GetStringAsync("/api/state").GetAwaiter().GetResult()) is [> 0, _, _] spent
            && spent.Distinct().Count() == 1);
        await program.InterruptAsync();
    }

    private static decimal[] Spent(string states) =>
        [.. JsonElement.Parse(states).EnumerateArray().Select(state => state.GetProperty("spent").GetDecimal())];
}
