using System.Net;
using System.Text;

namespace InferenceProviders.Emulator.Tests;

public class HostTests
{
    [Fact]
    public async Task It_listens_on_loopback_on_a_port_of_its_own()
    {
        await using var first = await EmulatorHost.StartAsync();
        await using var second = await EmulatorHost.StartAsync();

        Assert.Equal("127.0.0.1", first.BaseAddress.Host);
        Assert.NotEqual(first.BaseAddress.Port, second.BaseAddress.Port);
    }

    [Fact]
    public async Task It_takes_the_port_that_it_is_given_and_says_when_that_is_taken()
    {
        int port;
        await using (var first = await EmulatorHost.StartAsync())
        {
            port = first.BaseAddress.Port;
        }

        await using var second = await EmulatorHost.StartAsync(new() { Port = port });

        Assert.Equal(port, second.BaseAddress.Port);
        await Assert.ThrowsAsync<IOException>(() => EmulatorHost.StartAsync(new() { Port = port }));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(70000)]
    public async Task A_port_that_is_none_is_refused(int port) =>
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => EmulatorHost.StartAsync(new() { Port = port }));

    [Fact]
    public async Task Router_options_lead_every_provider_to_the_emulator_and_look_at_no_environment()
    {
        await using var emulator = await EmulatorHost.StartAsync();

        var options = emulator.RouterOptions();

        Assert.Equal(emulator.Token, options.Token);
        Assert.False(options.UseEnvironment);
        Assert.Equal(emulator.BaseAddress, options.RouterEndpoint);
        Assert.Equal(emulator.BaseAddress, options.HubEndpoint);
        Assert.Empty(options.ProviderKeys);
        Assert.Equal(
            ProviderRegistry.BuiltIn.All.Where(provider => provider.BaseAddress is not null)
            .Select(provider => provider.Name).Order(),
            options.ProviderEndpoints.Keys.Order());
        Assert.Equal(new Uri(emulator.BaseAddress, "hosts/api.groq.com"), options.ProviderEndpoints["groq"]);
        using var router = new InferenceRouter(options);
    }

    [Fact]
    public async Task Router_options_are_fresh_each_time()
    {
        await using var emulator = await EmulatorHost.StartAsync();

        Assert.NotSame(emulator.RouterOptions(), emulator.RouterOptions());
    }

    [Fact]
    public async Task Router_options_carry_the_keys_of_the_providers_to_call_directly()
    {
        await using var emulator = await EmulatorHost.StartAsync();

        var options = emulator.RouterOptions("groq", "clarifai");

        Assert.Equal("key-groq", Assert.Single(options.ProviderKeys["groq"]).Secret);
        Assert.Equal(emulator.ProviderKey("clarifai"), Assert.Single(options.ProviderKeys["clarifai"]).Secret);
    }

    [Theory]
    [InlineData("nobody")]
    [InlineData("hf-inference")]
    public async Task A_provider_without_a_host_of_its_own_has_no_key(string provider)
    {
        await using var emulator = await EmulatorHost.StartAsync();

        var error = Assert.Throws<ArgumentException>(() => emulator.ProviderKey(provider));

        Assert.Contains(provider, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Requests_are_kept_as_they_came()
    {
        await using var emulator = await EmulatorClient.StartAsync();
        var body = EmulatorClient.Body("llama-3.3-70b-versatile", "Hi");
        using var request = EmulatorClient.Request("groq/openai/v1/chat/completions?x=a%2Fb", body);
        request.Headers.Add("X-HF-Bill-To", "emulator-org");
        (await emulator.Http.SendAsync(request)).Dispose();

        var seen = Assert.Single(emulator.Host.Requests);

        Assert.Equal("POST", seen.Method);
        Assert.Equal("router.huggingface.co", seen.Host);
        Assert.Equal("/groq/openai/v1/chat/completions?x=a%2Fb", seen.Path);
        Assert.Equal("emulator-org", seen.Headers["x-hf-bill-to"]);
        Assert.Equal("Bearer hf_emulator", seen.Headers["Authorization"]);
        Assert.Equal(body.ToJsonString(), seen.Text);
        Assert.Equal(body.ToJsonString(), Encoding.UTF8.GetString(seen.Body.Span));
        Assert.Equal("llama-3.3-70b-versatile", seen.Json!["model"]!.GetValue<string>());
        Assert.Equal("groq", seen.Provider);
        Assert.Equal("meta-llama/Llama-3.3-70B-Instruct", seen.Model);
        Assert.Equal("llama-3.3-70b-versatile", seen.RequestedModel);
        Assert.Equal(EmulatorOutcome.Answered, await seen.Completion);
        Assert.DoesNotContain("hf_emulator", seen.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Paths_below_hosts_stand_for_other_hosts()
    {
        await using var emulator = await EmulatorClient.StartAsync();

        await emulator.GetAsync("hosts/huggingface.co/api/models/openai/gpt-oss-20b?expand[]=inferenceProviderMapping");
        await emulator.GetAsync("hosts/router.huggingface.co/v1/models");
        await emulator.GetAsync("api/models/openai/gpt-oss-20b");
        await emulator.GetAsync("v1/models");

        Assert.Equal(
            ["huggingface.co", "router.huggingface.co", "huggingface.co", "router.huggingface.co"],
            emulator.Host.Requests.Select(request => request.Host));
        Assert.Equal(
            "/api/models/openai/gpt-oss-20b?expand[]=inferenceProviderMapping", emulator.Host.Requests[0].Path);
        Assert.Null(emulator.Host.Requests[0].Provider);
    }

    [Fact]
    public async Task The_history_is_limited_and_can_be_cleared()
    {
        await using var emulator = await EmulatorClient.StartAsync(new() { RequestHistory = 2 });
        foreach (var name in new[] { "a", "b", "c" })
        {
            await emulator.GetAsync($"api/models/{name}", HttpStatusCode.Unauthorized);
        }

        Assert.Equal(["/api/models/b", "/api/models/c"], emulator.Host.Requests.Select(request => request.Path));
        emulator.Host.ClearRequests();
        Assert.Empty(emulator.Host.Requests);
    }

    [Fact]
    public async Task A_test_can_wait_for_a_request()
    {
        await using var emulator = await EmulatorClient.StartAsync();
        var later = emulator.Host.WaitForRequestAsync(request => request.Path == "/v1/models");
        Assert.False(later.IsCompleted);

        await emulator.GetAsync("v1/models");

        Assert.Equal("/v1/models", (await later).Path);
        Assert.Equal("/v1/models", (await emulator.Host.WaitForRequestAsync()).Path);
    }

    [Fact]
    public async Task It_sees_that_a_client_hung_up()
    {
        await using var emulator = await EmulatorClient.StartAsync();
        var never = new TaskCompletionSource();
        emulator.Host.Script.For().Hold(never.Task);
        using var cancellation = new CancellationTokenSource();
        var held = emulator.Http.SendAsync(
            EmulatorClient.Request("v1/chat/completions", EmulatorClient.Body("openai/gpt-oss-20b", "Hi")),
            cancellation.Token);
        var seen = await emulator.Host.WaitForRequestAsync();

        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => held);
        Assert.Equal(EmulatorOutcome.ClientClosed, await seen.Completion);
    }

    [Fact]
    public async Task Disposal_breaks_off_what_is_still_open()
    {
        var emulator = await EmulatorClient.StartAsync();
        emulator.Host.Script.For().Stall(afterEvents: 1);
        using var response = await emulator.SendAsync(
            "v1/chat/completions", EmulatorClient.Body("openai/gpt-oss-20b", "Hi", body => body["stream"] = true));

        await emulator.Host.DisposeAsync();

        await Assert.ThrowsAnyAsync<Exception>(() => response.Content.ReadAsStringAsync());
        await emulator.DisposeAsync();
    }

    [Fact]
    public async Task Tokens_can_be_paced()
    {
        var clock = new ManualTime();
        await using var emulator = await EmulatorClient.StartAsync(new()
        {
            TimeProvider = clock,
            TokenInterval = TimeSpan.FromMilliseconds(20),
        });

        // Public AI sends a comment at once, so the headers come although the first token never will.
        using var response = await emulator.SendAsync(
            "v1/chat/completions",
            EmulatorClient.Body("swiss-ai/Apertus-8B-Instruct-2509", "Hi", body => body["stream"] = true));

        await clock.AlarmSetAsync(TimeSpan.FromMilliseconds(20));
    }

    [Fact]
    public async Task Unknown_paths_are_not_found()
    {
        await using var emulator = await EmulatorClient.StartAsync();

        Assert.Equal(
            "Not Found", (await emulator.GetAsync("v1/nothing", HttpStatusCode.NotFound))["error"]!.GetValue<string>());
        Assert.NotNull((await emulator.GetAsync("api/nothing", HttpStatusCode.NotFound))["error"]);
        Assert.NotNull((await emulator.GetAsync("hosts/api.groq.com/nothing", HttpStatusCode.NotFound))["error"]);
    }
}
