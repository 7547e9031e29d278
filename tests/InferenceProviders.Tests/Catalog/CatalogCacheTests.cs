using System.Net;

namespace InferenceProviders.Tests.Catalog;

public sealed class CatalogCacheTests : IDisposable
{
    private readonly HubStub _hub = new();
    private readonly ManualTime _clock = new();
    private readonly InferenceRouter _router;

    public CatalogCacheTests()
    {
        _router = _hub.Router(options =>
        {
            options.TimeProvider = _clock;
            options.CatalogLifetime = TimeSpan.FromMinutes(5);
        });
        _hub.Answers(List("org/first"));
    }

    [Fact]
    public async Task The_list_is_public_no_token_and_no_bill_goes_with_the_question()
    {
        await _router.Catalog.GetModelsAsync();

        var request = Assert.Single(_hub.Requests);
        Assert.Equal("https://router.huggingface.co/v1/models", request.Uri.AbsoluteUri);
        Assert.Null(request.Authorization);
        Assert.False(request.BillTo);
    }

    [Fact]
    public async Task A_list_is_kept_for_its_lifetime_and_then_fetched_again()
    {
        Assert.Null(_router.Catalog.LastModels);
        var first = await _router.Catalog.GetModelsAsync();
        _clock.Advance(TimeSpan.FromMinutes(5));
        Assert.Same(first, await _router.Catalog.GetModelsAsync());
        Assert.Single(_hub.Requests);

        _clock.Advance(TimeSpan.FromSeconds(1));
        _hub.Answers(List("org/second"));
        var second = await _router.Catalog.GetModelsAsync();

        Assert.NotNull(second.Find("org/second"));
        Assert.Equal(_clock.GetUtcNow(), second.RetrievedAt);
        Assert.Same(second, _router.Catalog.LastModels);
        Assert.Equal(2, _hub.Requests.Count);
    }

    [Fact]
    public async Task A_kept_list_is_given_without_allocating()
    {
        await _router.Catalog.GetModelsAsync();
        ReadKept();

        var before = GC.GetAllocatedBytesForCurrentThread();
        ReadKept();

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void ReadKept()
        {
            var models = _router.Catalog.GetModelsAsync();
            Assert.True(models.IsCompletedSuccessfully);
        }
    }

    [Fact]
    public async Task Callers_at_the_same_time_share_one_request_and_one_who_gives_up_does_not_end_it()
    {
        var answer = new TaskCompletionSource<(HttpStatusCode, string)>();
        _hub.Answer = _ => answer.Task;
        using var impatient = new CancellationTokenSource();
        var first = _router.Catalog.GetModelsAsync(impatient.Token).AsTask();
        var others = Enumerable.Range(0, 20).Select(_ => _router.Catalog.GetModelsAsync().AsTask()).ToArray();

        await impatient.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        answer.SetResult((HttpStatusCode.OK, List("org/shared")));
        var catalogs = await Task.WhenAll(others);

        Assert.Single(_hub.Requests);
        Assert.All(catalogs, catalog => Assert.Same(catalogs[0], catalog));
    }

    [Fact]
    public async Task A_first_failure_is_an_error_and_is_not_kept()
    {
        _hub.Answers("down", HttpStatusCode.BadGateway);
        var error = await Assert.ThrowsAsync<InferenceException>(async () => await _router.Catalog.GetModelsAsync());
        Assert.Equal(InferenceErrorKind.ProviderUnavailable, error.Kind);

        _hub.Answers(List("org/back"));

        Assert.NotNull((await _router.Catalog.GetModelsAsync()).Find("org/back"));
    }

    [Fact]
    public async Task When_a_refresh_fails_the_old_list_serves_on_and_the_next_try_waits_half_a_minute()
    {
        var first = await _router.Catalog.GetModelsAsync();
        _clock.Advance(TimeSpan.FromHours(1));
        _hub.Answers("down", HttpStatusCode.BadGateway);

        Assert.Same(first, await _router.Catalog.GetModelsAsync());
        _clock.Advance(TimeSpan.FromSeconds(30));
        Assert.Same(first, await _router.Catalog.GetModelsAsync());
        Assert.Equal(2, _hub.Requests.Count);

        _clock.Advance(TimeSpan.FromSeconds(1));
        _hub.Answers(List("org/back"));
        Assert.NotNull((await _router.Catalog.GetModelsAsync()).Find("org/back"));
    }

    [Fact]
    public async Task Peeking_never_waits_and_refreshes_behind_the_caller()
    {
        Assert.Null(_router.Catalog.PeekModels());
        Assert.Empty(_hub.Requests);
        var first = await _router.Catalog.GetModelsAsync();
        await _hub.NextRequestAsync();
        _clock.Advance(TimeSpan.FromHours(1));
        var answer = new TaskCompletionSource<(HttpStatusCode, string)>();
        _hub.Answer = _ => answer.Task;

        Assert.Same(first, _router.Catalog.PeekModels());
        await _hub.NextRequestAsync();
        Assert.Same(first, _router.Catalog.PeekModels());
        answer.SetResult((HttpStatusCode.OK, List("org/second")));

        Assert.NotNull((await _router.Catalog.GetModelsAsync()).Find("org/second"));
        Assert.Equal(2, _hub.Requests.Count);
    }

    [Fact]
    public void A_lifetime_of_zero_is_refused_by_name()
    {
        var error = Assert.Throws<ArgumentOutOfRangeException>(
            () => _hub.Router(options => options.CatalogLifetime = TimeSpan.Zero));

        Assert.Equal(nameof(InferenceProvidersOptions.CatalogLifetime), error.ParamName);
    }

    public void Dispose()
    {
        _router.Dispose();
        _hub.Dispose();
    }

    private static string List(string id) =>
        $$"""{"object":"list","data":[{"id":"{{id}}","providers":[{"provider":"groq","status":"live"}]}]}""";
}
