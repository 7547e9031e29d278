using Microsoft.Extensions.AI;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Options;

namespace InferenceProviders.Integration.Tests.Clients;

public sealed class CachingTests
{
    private readonly IDistributedCache _cache = new MemoryDistributedCache(
        Microsoft.Extensions.Options.Options.Create(new MemoryDistributedCacheOptions()));

    [Fact]
    public async Task An_answer_is_kept_and_asked_for_once()
    {
        await using var chat = await EmulatedChat.StartAsync();
        using var client = chat.Builder.UseDistributedCache(_cache).Build();

        var first = await client.GetResponseAsync("Tell me a fact about the Eiffel Tower.");
        var second = await client.GetResponseAsync("Tell me a fact about the Eiffel Tower.");
        await client.GetResponseAsync("Tell me a fact about the Eiffel Tower.", new() { Temperature = 0.5f });

        Assert.Equal(first.Text, second.Text);
        Assert.Equal(first.Usage!.OutputTokenCount, second.Usage!.OutputTokenCount);
        Assert.Equal(2, chat.Emulator.Calls().Count);
    }

    [Fact]
    public async Task So_is_a_streamed_one()
    {
        await using var chat = await EmulatedChat.StartAsync();
        using var client = chat.Builder.UseDistributedCache(_cache).Build();

        var first = (await client.GetStreamingResponseAsync("Count to 5").ToListAsync()).ToChatResponse();
        var second = (await client.GetStreamingResponseAsync("Count to 5").ToListAsync()).ToChatResponse();

        Assert.Equal("1 2 3 4 5", second.Text);
        Assert.Equal(first.FinishReason, second.FinishReason);
        Assert.Single(chat.Emulator.Calls());
    }

    [Fact]
    public async Task Calls_of_tools_come_back_from_the_cache()
    {
        await using var chat = await EmulatedChat.StartAsync();
        using var client = chat.Builder.UseFunctionInvocation().UseDistributedCache(_cache).Build();
        List<string> cities = [];
        var options = new ChatOptions { Tools = [EmulatedChat.Weather(cities)] };

        var first = await client.GetResponseAsync("What is the weather in Paris?", options);
        var calls = chat.Emulator.Calls().Count;
        var second = await client.GetResponseAsync("What is the weather in Paris?", options);

        Assert.Equal(first.Text, second.Text);
        Assert.Equal(["Paris", "Paris"], cities);
        Assert.Equal(calls, chat.Emulator.Calls().Count);
    }

    [Fact]
    public async Task An_answer_that_broke_off_is_not_kept()
    {
        await using var chat = await EmulatedChat.StartAsync();
        using var client = chat.Builder.UseDistributedCache(_cache).Build();
        chat.Emulator.Script.For().Cut(afterEvents: 5).Once();

        await Assert.ThrowsAsync<InferenceException>(
            async () => await client.GetStreamingResponseAsync("Count to 50").ToListAsync());
        var second = (await client.GetStreamingResponseAsync("Count to 50").ToListAsync()).ToChatResponse();

        Assert.EndsWith("49 50", second.Text, StringComparison.Ordinal);
    }
}
