using System.Net;
using InferenceProviders.Errors;
using InferenceProviders.Routing;
using InferenceProviders.Routing.Attempts;
using InferenceProviders.Routing.Calls;
using InferenceProviders.Routing.Policies;

namespace InferenceProviders.Tests.Routing.Attempts;

/// <summary>
/// Which errors move on to the next model of a chain, and which of several errors the caller gets: the table of
/// docs/routing.md.
/// </summary>
public class ModelRuleTests
{
    private static readonly RoutingRules Rules = RouterSettingsFactory.Create(new() { UseEnvironment = false }).Routing;

    /// <summary>What the documentation's table says of each kind.</summary>
    private static readonly Dictionary<InferenceErrorKind, bool> MovesOn = new()
    {
        [InferenceErrorKind.Unknown] = false,
        [InferenceErrorKind.Authentication] = false,
        [InferenceErrorKind.PermissionDenied] = false,
        [InferenceErrorKind.CreditsExhausted] = true,
        [InferenceErrorKind.SpendLimitReached] = false,
        [InferenceErrorKind.SharedStoreUnavailable] = false,
        [InferenceErrorKind.RateLimited] = true,
        [InferenceErrorKind.ModelNotFound] = true,
        [InferenceErrorKind.NotSupported] = true,
        [InferenceErrorKind.InvalidRequest] = false,
        [InferenceErrorKind.ContextLengthExceeded] = true,
        [InferenceErrorKind.ContentFiltered] = false,
        [InferenceErrorKind.ProviderUnavailable] = true,
        [InferenceErrorKind.Timeout] = true,
        [InferenceErrorKind.Protocol] = true,
        [InferenceErrorKind.Interrupted] = true,
    };

    public static TheoryData<InferenceErrorKind> Kinds => [.. Enum.GetValues<InferenceErrorKind>()];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Every_kind_of_error_has_its_rule_and_its_line_in_the_documentation(InferenceErrorKind kind)
    {
        Assert.Equal(MovesOn[kind], ModelRules.MovesOn(new InferenceException(kind, "failed"), Rules));

        var page = File.ReadAllText(Path.Combine(Checkout.Root, "docs/routing.md"));
        var table = page[page.IndexOf("| Error | Next model |", StringComparison.Ordinal)..];
        Assert.Contains(
            $"`{kind}`", table[..table.IndexOf("\n\n", StringComparison.Ordinal)], StringComparison.Ordinal);
    }

    [Fact]
    public void What_was_asked_for_and_what_the_model_wrote_move_on()
    {
        var filtered = new InferenceException(InferenceErrorKind.ContentFiltered, "filtered");
        var spent = new InferenceException(InferenceErrorKind.SpendLimitReached, "spent")
        {
            SpendLimit = new SpendLimit(1) { WhenSpent = ["a/b"] },
        };
        var written = new InferenceException(InferenceErrorKind.InvalidRequest, "unreadable")
        {
            StatusCode = HttpStatusCode.BadRequest,
            Code = "tool_use_failed",
        };

        Assert.True(ModelRules.MovesOn(filtered, Rules.With(new() { FallBackOnContentFilter = true })));
        Assert.True(ModelRules.MovesOn(spent, Rules));
        Assert.True(ModelRules.MovesOn(written, Rules));
    }

    [Theory]
    [InlineData(FailureStage.Connect, InferenceErrorKind.ProviderUnavailable, "https://same.example", false)]
    [InlineData(FailureStage.Connect, InferenceErrorKind.ProviderUnavailable, "https://other.example", true)]
    [InlineData(FailureStage.Exchange, InferenceErrorKind.ProviderUnavailable, "https://same.example", true)]
    [InlineData(FailureStage.Exchange, InferenceErrorKind.CreditsExhausted, "https://same.example", false)]
    [InlineData(FailureStage.Exchange, InferenceErrorKind.CreditsExhausted, "https://other.example", true)]
    internal void A_host_that_is_down_and_an_empty_account_are_not_asked_for_another_model(
        FailureStage stage, InferenceErrorKind kind, string address, bool mends)
    {
        var failed = At("https://same.example");

        Assert.Equal(
            mends, ModelRules.Mends(At(address), failed, new InferenceException(kind, "failed") { Stage = stage }));
    }

    [Fact]
    public void The_error_that_tells_most_is_one_that_may_pass_then_one_of_the_request_and_last_a_missing_model()
    {
        var missing = Failure(InferenceErrorKind.ModelNotFound);
        var unable = Failure(InferenceErrorKind.NotSupported);
        var tooLong = Failure(InferenceErrorKind.ContextLengthExceeded);
        var empty = Failure(InferenceErrorKind.CreditsExhausted);
        var down = Failure(InferenceErrorKind.ProviderUnavailable);
        var later = Failure(InferenceErrorKind.RateLimited, seconds: 60);
        var soon = Failure(InferenceErrorKind.RateLimited, seconds: 5);

        Assert.Equal(missing, ModelRules.MostTelling([missing, Failure(InferenceErrorKind.ModelNotFound)]));
        Assert.Equal(unable, ModelRules.MostTelling([missing, unable]));
        Assert.Equal(tooLong, ModelRules.MostTelling([missing, unable, tooLong, empty]));
        Assert.Equal(down, ModelRules.MostTelling([tooLong, down, missing]));
        Assert.Equal(soon, ModelRules.MostTelling([down, later, soon]));
    }

    private static ModelFailure Failure(InferenceErrorKind kind, int? seconds = null) => new(
        new BoundModel(ModelReference.Parse($"a/{Guid.NewGuid():n}")), "a", new InferenceException(kind, "failed")
        {
            RetryAfter = seconds is { } time ? TimeSpan.FromSeconds(time) : null,
        }, Route: null);

    private static Route At(string address) => new()
    {
        Provider = new Provider("mine"),
        Model = "a/b",
        ProviderModel = "b",
        Task = InferenceTask.Conversational,
        AuthMode = AuthMode.Endpoint,
        BaseAddress = new Uri(address),
    };
}
