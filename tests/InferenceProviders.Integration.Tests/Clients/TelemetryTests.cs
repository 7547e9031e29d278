using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Integration.Tests.Clients;

public sealed class TelemetryTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_span_around_ours_says_who_is_asked_and_what_it_took(bool stream)
    {
        var source = $"test-{Guid.NewGuid()}";
        var spans = new ConcurrentQueue<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = candidate => candidate.Name == source,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = spans.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        await using var chat = await EmulatedChat.StartAsync();
        using var client = chat.Builder.UseOpenTelemetry(sourceName: source).Build();

        if (stream)
        {
            _ = await client.GetStreamingResponseAsync("Count to 3").ToListAsync();
        }
        else
        {
            await client.GetResponseAsync("Count to 3");
        }

        var span = Assert.Single(spans);
        Assert.Equal($"chat {EmulatedChat.Model}", span.DisplayName);
        Assert.Equal("huggingface", span.GetTagItem("gen_ai.provider.name"));
        Assert.Equal(EmulatedChat.Model, span.GetTagItem("gen_ai.request.model"));
        Assert.Equal(chat.Emulator.BaseAddress.Host, span.GetTagItem("server.address"));
        Assert.Equal(chat.Emulator.BaseAddress.Port, span.GetTagItem("server.port"));
        Assert.True(Convert.ToInt64(span.GetTagItem("gen_ai.usage.output_tokens"), null) > 0);
        Assert.Equal("""["stop"]""", span.GetTagItem("gen_ai.response.finish_reasons"));
        Assert.DoesNotContain(
            span.TagObjects, tag => tag.Value is string text && text.Contains("Count to 3", StringComparison.Ordinal));
    }
}
