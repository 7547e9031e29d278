using System.Net;
using InferenceProviders.Emulator;
using InferenceProviders.Tests.DependencyInjection.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;

namespace InferenceProviders.Tests.DependencyInjection;

/// <summary>
/// Each request calls with the token of its own user, also when very many run at once. They take both cores: nothing
/// runs beside them.
/// </summary>
[CollectionDefinition(nameof(UserTokenTests), DisableParallelization = true)]
[Collection(nameof(UserTokenTests))]
public sealed class UserTokenTests
{
    private const string Model = "openai/gpt-oss-120b";
    private const int Users = 50;
    private const int Requests = 1000;

    [Theory]
    [InlineData("chat")]
    [InlineData("stream")]
    [InlineData("planned")]
    public async Task A_thousand_requests_of_fifty_users_do_not_mix(string path)
    {
        await using var emulator = await EmulatorHost.StartAsync(
            new EmulatorOptions { UserTokens = [.. Enumerable.Range(0, Users).Select(Token)] });
        await using var app = await StartAsync(emulator);
        using var browser = new HttpClient { BaseAddress = app.Address, Timeout = TimeSpan.FromMinutes(2) };

        await Task.WhenAll(Enumerable.Range(0, Requests).Select(async number =>
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, $"/{path}?question={number}");
            request.Headers.Add("X-User", $"{number % Users}");
            using var response = await browser.SendAsync(request);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            Assert.Contains(
                $"Question {number} of user {number % Users}", await response.Content.ReadAsStringAsync(),
                StringComparison.Ordinal);
        }));

        var posts = emulator.Requests.Where(request => request.Method == "POST").ToList();
        Assert.Equal(Requests, posts.Count);
        Assert.All(posts, request =>
        {
            var question = request.Json!["messages"]![0]!["content"]!.GetValue<string>();
            Assert.Equal(
                $"Bearer {Token(int.Parse(question.Split(' ')[^1], System.Globalization.CultureInfo.InvariantCulture))}",
                request.Headers["authorization"]);
        });

        // Who serves a model is asked with each user's own token: a gated model is visible to some only.
        if (path == "planned")
        {
            Assert.Equal(
                Users,
                emulator.Requests.Where(request => request.Path.StartsWith("/api/models/", StringComparison.Ordinal))
                .Select(request => request.Headers["authorization"]).Distinct().Count());
        }

        Assert.DoesNotContain(
            emulator.Requests, request =>
                request.Headers.TryGetValue("authorization", out var header)
                && header.EndsWith(emulator.Token, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_request_without_a_user_does_not_call_with_the_applications_token()
    {
        await using var emulator = await EmulatorHost.StartAsync();
        await using var app = await StartAsync(emulator);
        using var browser = new HttpClient { BaseAddress = app.Address };

        using var response = await browser.GetAsync(new Uri("/chat?question=1", UriKind.Relative));

        Assert.Equal("Authentication", await response.Content.ReadAsStringAsync());
        Assert.Empty(emulator.Requests);
    }

    [Fact]
    public async Task What_one_user_has_run_into_does_not_hold_up_another()
    {
        await using var emulator = await EmulatorHost.StartAsync(
            new EmulatorOptions { UserTokens = [Token(0), Token(1)] });
        emulator.Script.When(
            request =>
                request.Method == "POST"
                && request.Headers["authorization"].EndsWith(Token(0), StringComparison.Ordinal)).Fail(
                    402, """{"error":"You have exceeded your monthly included credits"}""");
        await using var app = await StartAsync(emulator);

        var error = await Assert.ThrowsAsync<InferenceException>(() => AskAsync(app, "0"));
        var answer = await AskAsync(app, "1");

        Assert.Equal(InferenceErrorKind.CreditsExhausted, error.Kind);
        Assert.Single(answer.GetRoutingReport()!.Attempts);
        Assert.DoesNotContain(Token(0), error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_rate_limit_of_one_user_is_not_one_of_another_while_failures_teach_all()
    {
        await using var emulator = await EmulatorHost.StartAsync(
            new EmulatorOptions { UserTokens = [Token(0), Token(1)] });
        var retryLater = new Dictionary<string, string> { ["Retry-After"] = "3600" };
        emulator.Script.When(
            request =>
                request.Provider == "groq"
                && request.Headers["authorization"].EndsWith(Token(0), StringComparison.Ordinal)).Fail(
                    429, headers: retryLater);
        await using var app = await StartAsync(emulator);
        var options = new ChatOptions().WithRouting(new RoutingOptions { PreferredProviders = ["groq", "together"] });

        var limited = await AskAsync(app, "0", options);
        var other = await AskAsync(app, "1", options);
        var again = await AskAsync(app, "0", options);

        Assert.Equal(["groq", "together"], limited.GetRoutingReport()!.Attempts.Select(attempt => attempt.Provider));
        Assert.Equal(["groq"], other.GetRoutingReport()!.Attempts.Select(attempt => attempt.Provider));
        Assert.Equal(["together"], again.GetRoutingReport()!.Attempts.Select(attempt => attempt.Provider));
        Assert.Equal(
            2, Assert.Single(
                app.Services.CreateScope().ServiceProvider.GetRequiredService<InferenceRouter>().Health.Routes, route =>
                    route.Provider == "together").Attempts);
    }

    [Fact]
    public async Task Two_users_may_have_a_conversation_of_the_same_name()
    {
        await using var emulator = await EmulatorHost.StartAsync(
            new EmulatorOptions { UserTokens = [Token(0), Token(1)] });
        await using var app = await StartAsync(emulator);
        var first = new ChatOptions().WithRouting(new RoutingOptions
        {
            SessionAffinityKey = "1",
            PreferredProviders = ["novita"],
        });
        var second = new ChatOptions().WithRouting(new RoutingOptions
        {
            SessionAffinityKey = "1",
            PreferredProviders = ["together"],
        });

        var one = await AskAsync(app, "0", first);
        var other = await AskAsync(app, "1", second);
        var again = await AskAsync(app, "0", second);

        Assert.Equal(
            ["novita", "together", "novita"],
            new[] { one, other, again }.Select(answer => answer.GetRoutingReport()!.Provider));
    }

    [Fact]
    public async Task The_function_gets_the_services_of_the_scope_and_is_asked_at_each_call()
    {
        await using var emulator = await EmulatorHost.StartAsync(
            new EmulatorOptions { UserTokens = [Token(0), Token(1)] });
        await using var app = await StartAsync(emulator);
        await using var scope = app.Services.CreateAsyncScope();
        var user = scope.ServiceProvider.GetRequiredService<CurrentUser>();
        var chat = scope.ServiceProvider.GetRequiredService<IChatClient>();
        Assert.Same(scope.ServiceProvider.GetRequiredService<InferenceRouter>(), chat.GetService<InferenceRouter>());

        user.Token = Token(0);
        await chat.GetResponseAsync("One");
        user.Token = Token(1);
        await chat.GetResponseAsync("Two");
        await scope.ServiceProvider.GetRequiredService<InferenceRouter>().Catalog.WhoAmIAsync();

        Assert.Equal(
            [Token(0), Token(1), Token(1)], emulator.Requests.Select(request => request.Headers["authorization"][7..]));
    }

    [Fact]
    public async Task A_client_of_nobodys_scope_is_refused_even_where_scopes_are_not_checked()
    {
        await using var emulator = await EmulatorHost.StartAsync();
        await using var app = await StartAsync(emulator);

        var error = Assert.Throws<InvalidOperationException>(() => app.Services.GetRequiredService<IChatClient>());
        Assert.Contains("resolve them from the request's services", error.Message, StringComparison.Ordinal);
    }

    /// <summary>
    /// <c>AddChatClient</c> of Microsoft.Extensions.AI registers a singleton unless it is told otherwise.
    /// </summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_singleton_around_a_users_client_is_refused_and_a_scoped_one_has_its_own_user(
        bool validateScopes)
    {
        await using var emulator = await EmulatorHost.StartAsync(
            new EmulatorOptions { UserTokens = [Token(0), Token(1)] });
        var services = new ServiceCollection();
        services.AddScoped<CurrentUser>();
        services.AddInferenceProviders(
            options =>
                (options.RouterEndpoint, options.HubEndpoint, options.UseEnvironment) = (emulator.BaseAddress,
                    emulator.BaseAddress, false))
            .UseUserTokens(scope => scope.GetRequiredService<CurrentUser>().Token);
        services.AddKeyedInferenceChatClient("plain", Model);
        services.AddKeyedSingleton("one for all", (provider, _) => Around(provider));
        services.AddKeyedScoped("one for each", (provider, _) => Around(provider));
        await using var provider = services.BuildServiceProvider(validateScopes);
        await using var first = provider.CreateAsyncScope();
        await using var second = provider.CreateAsyncScope();

        foreach (var (scope, user) in new[] { (first, 0), (second, 1), (first, 0) })
        {
            scope.ServiceProvider.GetRequiredService<CurrentUser>().Token = Token(user);
            var error = Assert.Throws<InvalidOperationException>(
                () => scope.ServiceProvider.GetRequiredKeyedService<IChatClient>("one for all"));
            Assert.Contains(
                validateScopes ? "scoped service" : "ServiceLifetime.Scoped", error.Message, StringComparison.Ordinal);
            await scope.ServiceProvider.GetRequiredKeyedService<IChatClient>("one for each")
                .GetResponseAsync("Where is Paris?");
        }

        Assert.Equal(
            [Token(0), Token(1), Token(0)], emulator.Requests.Select(request => request.Headers["authorization"][7..]));

        static IChatClient Around(IServiceProvider provider) =>
            new Middleware(provider.GetRequiredKeyedService<IChatClient>("plain"));
    }

    [Fact]
    public async Task Clients_that_were_registered_before_are_scoped_too()
    {
        await using var emulator = await EmulatorHost.StartAsync(new EmulatorOptions { UserTokens = { "hf_user" } });
        await using var app = await App.StartAsync(App.Settings(emulator), builder =>
        {
            builder.Services.AddInferenceChatClient(Model);
            builder.Services.AddKeyedInferenceChatClient("k", Model);
            builder.Services.AddInferenceProviders(builder.Configuration.GetSection(App.Section))
                .UseUserTokens(_ => "hf_user");
        });
        await using var scope = app.Services.CreateAsyncScope();

        await scope.ServiceProvider.GetRequiredKeyedService<IChatClient>("k").GetResponseAsync("One");
        await scope.ServiceProvider.GetRequiredService<IChatClient>().GetResponseAsync("Two");

        Assert.Equal(
            ["Bearer hf_user", "Bearer hf_user"],
            emulator.Requests.Select(request => request.Headers["authorization"]));
    }

    [Fact]
    public async Task A_scope_sees_settings_that_were_reloaded_and_leaves_the_connections_when_it_ends()
    {
        await using var emulator = await EmulatorHost.StartAsync(new EmulatorOptions { UserTokens = [Token(0)] });
        await using var app = await StartAsync(emulator);
        await using (var scope = app.Services.CreateAsyncScope())
        {
            scope.ServiceProvider.GetRequiredService<CurrentUser>().Token = Token(0);
            var chat = scope.ServiceProvider.GetRequiredService<IChatClient>();
            await chat.GetResponseAsync("One");
            app.Change(("BillTo", "emulator-org"));
            await chat.GetResponseAsync("Two");
        }

        await AskAsync(app, "0");

        Assert.Equal(
            [null, "emulator-org", "emulator-org"],
            emulator.Requests.Select(request => request.Headers.GetValueOrDefault("x-hf-bill-to")));
    }

    private static string Token(int user) => $"hf_user_{user}_token";

    private static Task<App> StartAsync(EmulatorHost emulator) => App.StartAsync(
        App.Settings(emulator),
        builder =>
        {
            builder.Services.AddHttpContextAccessor();
            builder.Services.AddScoped<CurrentUser>();
            builder.Services.AddInferenceProviders(builder.Configuration.GetSection(App.Section))
                .UseUserTokens(async (services, cancellationToken) =>
                {
                    // As where a token has to be fetched first: others run in between.
                    await Task.Yield();
                    var request = services.GetRequiredService<IHttpContextAccessor>().HttpContext?.Request;
                    return services.GetRequiredService<CurrentUser>().Token
                        ?? (request?.Headers["X-User"].ToString() is { Length: > 0 } user
                            ? $"hf_user_{user}_token" : null);
                });
            builder.Services.AddInferenceChatClient(Model);
        },
        app =>
        {
            app.UseRouting();
            app.MapGet(
                "/chat", (HttpContext context, string question, IChatClient chat) =>
                    AnswerAsync(context, question, chat, stream: false, new()));
            app.MapGet(
                "/stream", (HttpContext context, string question, IChatClient chat) =>
                    AnswerAsync(context, question, chat, stream: true, new()));
            app.MapGet("/planned", (HttpContext context, string question, InferenceRouter router) =>
                AnswerAsync(
                    context, question, router.AsIChatClient(Model), stream: false, new ChatOptions()
                    .WithRouting(new RoutingOptions { Policy = RoutePolicies.Cheapest })));
        });

    private static async Task<IResult> AnswerAsync(
        HttpContext context, string question, IChatClient chat, bool stream, ChatOptions options)
    {
        var asked = $"Question {question} of user {context.Request.Headers["X-User"]}";
        try
        {
            var answer = stream
                ? await chat.GetStreamingResponseAsync(asked, options).ToChatResponseAsync()
                : await chat.GetResponseAsync(asked, options);
            return Results.Text($"{asked}: {answer.Text}");
        }
        catch (InferenceException exception)
        {
            return Results.Text(exception.Kind.ToString(), statusCode: 500);
        }
    }

    private static async Task<ChatResponse> AskAsync(App app, string user, ChatOptions? options = null)
    {
        await using var scope = app.Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentUser>().Token = $"hf_user_{user}_token";
        return await scope.ServiceProvider.GetRequiredService<IChatClient>()
            .GetResponseAsync("Where is Paris?", options);
    }

    private sealed class Middleware(IChatClient inner) : DelegatingChatClient(inner);

    private sealed class CurrentUser
    {
        public string? Token { get; set; }
    }
}
