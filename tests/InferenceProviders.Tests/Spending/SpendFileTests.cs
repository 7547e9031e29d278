using System.Text;
using System.Text.Json;
using InferenceProviders.Spending;

namespace InferenceProviders.Tests.Spending;

/// <summary>What was spent, for the next run of the program.</summary>
public sealed class SpendFileTests
{
    private readonly ManualTime _clock = new();

    [Theory]
    [InlineData("")]
    [InlineData("day")]
    [InlineData("sliding")]
    public async Task What_was_spent_and_reserved_counts_after_a_restart(string kind)
    {
        var limit = New(kind);
        Spend(limit, spent: 30, reserved: 12);

        var next = New(kind);
        await next.LoadAsync(await SavedAsync(limit));

        Assert.Equal((42L, 0L), (next.Read().Spent, next.Read().Reserved));
        _clock.Advance(TimeSpan.FromDays(2));
        Assert.Equal(kind.Length == 0 ? 42 : 0, next.Read().Spent);
    }

    [Theory]
    [InlineData("day")]
    [InlineData("sliding")]
    public async Task What_is_of_an_earlier_period_does_not_count(string kind)
    {
        var limit = New(kind);
        Spend(limit, spent: 30, reserved: 0);
        var saved = await SavedAsync(limit);
        _clock.Advance(TimeSpan.FromDays(2));

        var next = New(kind);
        await next.LoadAsync(saved);

        Assert.Equal(0, next.Read().Spent);
    }

    [Fact]
    public async Task What_a_limit_of_another_period_wrote_does_not_count()
    {
        var limit = New("day");
        Spend(limit, spent: 30, reserved: 0);

        var next = New("");
        await next.LoadAsync(await SavedAsync(limit));

        Assert.Equal(0, next.Read().Spent);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("[")]
    [InlineData("""{"version":2,"period":"","spent_nano_usd":{}}""")]
    [InlineData("""{"version":1,"period":"","spent_nano_usd":{"today":1}}""")]
    [InlineData("""{"version":1,"period":"","spent_nano_usd":{"0001-01-01T00:00:00.0000000Z":-1}}""")]
    public async Task A_document_of_another_kind_is_refused(string document)
    {
        var limit = New("");

        await Assert.ThrowsAnyAsync<JsonException>(
            () => limit.LoadAsync(new MemoryStream(Encoding.UTF8.GetBytes(document))));

        Assert.Equal(0, limit.Read().Spent);
    }

    private static async Task<MemoryStream> SavedAsync(SpendLimit limit)
    {
        var file = new MemoryStream();
        await limit.SaveAsync(file);
        file.Position = 0;
        return file;
    }

    private static void Spend(SpendLimit limit, long spent, long reserved)
    {
        foreach (var (amount, isSettled) in ((long, bool)[])[(spent, true), (reserved, false)])
        {
            var levels = new SpendLevels();
            levels.Add(limit, TimeProvider.System);
            Assert.Null(levels.TryHold(amount, isFree: false, out var held));
            if (isSettled)
            {
                limit.Settle(amount, amount, held![0].Mark);
            }
        }
    }

    private SpendLimit New(string kind) => new(1)
    {
        TimeProvider = _clock,
        Period = kind switch
        {
            "day" => SpendPeriod.Day(),
            "sliding" => SpendPeriod.Sliding(TimeSpan.FromHours(24)),
            _ => null,
        },
    };
}
