using Microsoft.Extensions.AI;

namespace InferenceProviders.Integration.Tests.Clients;

public sealed class StructuredOutputTests
{
    [Fact]
    public async Task An_answer_is_of_the_type_that_was_asked_for()
    {
        await using var chat = await EmulatedChat.StartAsync();

        var response = await chat.Client.GetResponseAsync<Booking>("A table for 4 at Luigi, please, on 2026-05-17.");

        Assert.Equal(new Booking("Luigi", 4, new DateOnly(2026, 5, 17)), response.Result);
        Assert.Equal("json_schema", (string?)chat.Emulator.LastCall().Json!["response_format"]!["type"]);
        Assert.NotNull(response.GetRoutingReport());
    }

    [Fact]
    public async Task A_list_comes_in_the_object_that_schemas_need()
    {
        await using var chat = await EmulatedChat.StartAsync();

        var response = await chat.Client.GetResponseAsync<string[]>("Name the colours red and blue.");

        Assert.NotNull(response.Result);
        Assert.Equal(
            "object", (string?)chat.Emulator.LastCall().Json!["response_format"]!["json_schema"]!["schema"]!["type"]);
    }

    [Fact]
    public async Task Tools_and_a_type_go_together()
    {
        await using var chat = await EmulatedChat.StartAsync();
        List<string> cities = [];
        using var client = chat.Builder.UseFunctionInvocation().Build();

        var response = await client.GetResponseAsync<Weather>(
            "What is the weather in Paris?", new ChatOptions { Tools = [EmulatedChat.Weather(cities)] });

        Assert.Equal(["Paris"], cities);
        Assert.True(response.TryGetResult(out _));
    }

    private sealed record Booking(string Restaurant, int Guests, DateOnly Date);

    private sealed record Weather(string City, int Degrees);
}
