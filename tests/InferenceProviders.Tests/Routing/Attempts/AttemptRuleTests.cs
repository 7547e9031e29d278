using System.Net;
using InferenceProviders.Errors;
using InferenceProviders.Providers.Contracts;
using InferenceProviders.Routing;
using InferenceProviders.Routing.Plans;
using InferenceProviders.Tests.Routing.Support;

namespace InferenceProviders.Tests.Routing.Attempts;

public class AttemptRuleTests
{
    private readonly Rig _rig = new();

    [Theory]
    [InlineData(HttpStatusCode.InternalServerError)]
    [InlineData(HttpStatusCode.BadGateway)]
    [InlineData(HttpStatusCode.ServiceUnavailable)]
    [InlineData(HttpStatusCode.RequestTimeout)]
    [InlineData(HttpStatusCode.TooManyRequests)]
    public async Task A_failing_provider_is_left_at_once_for_the_next(HttpStatusCode status)
    {
        var answer = await _rig.RunAsync(_rig.Route("first", Rig.Failure(status)), _rig.Route("second", "fine"));

        Assert.Equal("fine", answer.Text);
        Assert.Equal(["first", "second"], _rig.Asked);
    }

    [Theory]
    [InlineData(InferenceErrorKind.Timeout)]
    [InlineData(InferenceErrorKind.Protocol)]
    [InlineData(InferenceErrorKind.NotSupported)]
    public async Task What_only_this_provider_cannot_do_is_asked_of_the_next_and_never_twice_of_the_same(
        InferenceErrorKind kind)
    {
        Assert.Equal(
            "fine",
            (await _rig.RunAsync(
                _rig.Route("first", new InferenceException(kind, "no")), _rig.Route("second", "fine"))).Text);

        var alone = await Assert.ThrowsAsync<InferenceException>(
            () => _rig.RunAsync(_rig.Route("alone", new InferenceException(kind, "no"))));
        Assert.Equal(kind, alone.Kind);
    }

    [Theory]
    [InlineData(HttpStatusCode.BadRequest)]
    [InlineData(HttpStatusCode.Unauthorized)]
    [InlineData(HttpStatusCode.Forbidden)]
    [InlineData(HttpStatusCode.NotFound)]
    [InlineData(HttpStatusCode.RequestEntityTooLarge)]
    [InlineData(HttpStatusCode.UnprocessableEntity)]
    public async Task A_refusal_of_the_request_is_final(HttpStatusCode status)
    {
        var failure = await Assert.ThrowsAsync<InferenceException>(
            () => _rig.RunAsync(_rig.Route("first", Rig.Failure(status)), _rig.Route("second", "fine")));

        Assert.Equal(status, failure.StatusCode);
        Assert.Equal(["first"], _rig.Asked);
    }

    [Fact]
    public async Task A_tool_call_that_the_provider_could_not_read_may_go_to_the_next()
    {
        var failed = Rig.Failure(HttpStatusCode.BadRequest, code: "tool_use_failed");

        Assert.Equal("fine", (await _rig.RunAsync(_rig.Route("first", failed), _rig.Route("second", "fine"))).Text);
    }

    [Fact]
    public async Task No_credits_is_final_on_the_same_account()
    {
        var other = OnOwnKey(_rig.Route("second", "fine"));

        await Assert.ThrowsAsync<InferenceException>(
            () => _rig.RunAsync(_rig.Route("first", Rig.Failure(HttpStatusCode.PaymentRequired)), other));

        Assert.Equal(["first"], _rig.Asked);
    }

    [Fact]
    public async Task No_credits_leads_to_another_account_only_if_that_is_allowed()
    {
        var rig = new Rig(options => options.Routing.AllowOtherAccount = true);
        var same = rig.Route("same", "never asked");
        var other = OnOwnKey(rig.Route("other", "fine"));

        var answer = await rig.RunAsync(rig.Route("first", Rig.Failure(HttpStatusCode.PaymentRequired)), same, other);

        Assert.Equal("fine", answer.Text);
        Assert.Equal(["first", "other"], rig.Asked);
    }

    [Fact]
    public async Task A_prompt_that_is_too_long_goes_to_a_provider_that_is_known_to_take_more()
    {
        var tooLong = new InferenceException(InferenceErrorKind.ContextLengthExceeded, "too long")
        {
            StatusCode = HttpStatusCode.BadRequest,
        };

        var answer = await _rig.RunAsync(
            _rig.Route("small", Offer(8192), tooLong),
            _rig.Route("same", Offer(8192), "never asked"),
            _rig.Route("unknown", offer: null, "never asked"),
            _rig.Route("large", Offer(131072), "fine"));

        Assert.Equal("fine", answer.Text);
        Assert.Equal(["small", "large"], _rig.Asked);
    }

    [Theory]
    [InlineData(nameof(FailureStage.Connect))]
    [InlineData(nameof(FailureStage.Resolve))]
    [InlineData(nameof(FailureStage.Tls))]
    public async Task A_host_that_cannot_be_reached_is_not_asked_again_under_another_path(string name)
    {
        var stage = Enum.Parse<FailureStage>(name);
        var first = _rig.Route("first", Rig.Unreachable(stage));
        var sameHost = Copy(_rig.Route("second", "never asked"), first.BaseAddress);

        await Assert.ThrowsAsync<InferenceException>(
            () =>
                _rig.RunAsync(
                    new RoutePlan("org/model", InferenceTask.Conversational, first, sameHost),
                    _rig.Call(new() { Routing = new() { MaxAttempts = 1 } })));
        Assert.Equal(["first"], _rig.Asked);

        _rig.Asked.Clear();
        var again = _rig.Route("first", Rig.Unreachable(stage));
        Assert.Equal(
            "fine",
            (await _rig.RunAsync(
                again, Copy(_rig.Route("second", "never asked"), again.BaseAddress),
                _rig.Route("third", "fine"))).Text);
        Assert.Equal(["first", "third"], _rig.Asked);
    }

    [Theory]
    [InlineData(HttpStatusCode.InternalServerError, true)]
    [InlineData(HttpStatusCode.TooManyRequests, false)]
    public async Task A_request_that_may_have_run_is_repeated_only_where_that_is_harmless(
        HttpStatusCode status, bool mayHaveRun)
    {
        Assert.Equal(mayHaveRun, FailureFacts.MayHaveRun(Rig.Failure(status)));
        Assert.False(FailureFacts.MayHaveRun(Rig.Unreachable(FailureStage.Connect)));
        Assert.True(FailureFacts.MayHaveRun(Rig.Unreachable(FailureStage.Exchange)));

        var queued = new Route
        {
            Provider = new Provider("queue") { Codecs = [new QueuedCodec()] },
            Model = "org/video",
            ProviderModel = "video",
            Task = QueuedCodec.Video,
            AuthMode = AuthMode.Routed,
            BaseAddress = new Uri("https://queue.example"),
        };
        Assert.False(queued.IsRepeatable);
        Assert.True(_rig.Route("chat").IsRepeatable);

        var asked = 0;
        using var call = _rig.Call();
        var run = _rig.Loop.RunAsync(
            new RoutePlan("org/video", QueuedCodec.Video, queued, _rig.Route("other")), call, 0, (_, _) => asked++ == 0
            ? ValueTask.FromException<Answer>(Rig.Failure(status))
            : ValueTask.FromResult(new Answer("fine"))).AsTask();
        if (mayHaveRun)
        {
            await Assert.ThrowsAsync<InferenceException>(() => run);
            Assert.Equal(1, asked);
        }
        else
        {
            Assert.Equal("fine", (await run).Text);
        }
    }

    private static ProviderOffer Offer(long context) => new()
    {
        Provider = "any",
        Status = "live",
        ContextLength = context,
    };

    private static Route OnOwnKey(Route route) => new()
    {
        Provider = route.Provider,
        Model = route.Model,
        ProviderModel = route.ProviderModel,
        Task = route.Task,
        AuthMode = AuthMode.Direct,
        BaseAddress = route.BaseAddress,
        Health = route.Health,
    };

    private static Route Copy(Route route, Uri address) => new()
    {
        Provider = route.Provider,
        Model = route.Model,
        ProviderModel = route.ProviderModel,
        Task = route.Task,
        AuthMode = route.AuthMode,
        BaseAddress = address,
        Health = route.Health,
    };

    private sealed class QueuedCodec() : TaskCodec(Video)
    {
        public static readonly InferenceTask Video = new("text-to-video");

        public override bool IsRepeatable => false;
    }
}
