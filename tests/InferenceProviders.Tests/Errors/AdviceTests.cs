using InferenceProviders.Tests.Writing;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Tests.Errors;

/// <summary>What to do about an error, by whose token was refused where.</summary>
public sealed class AdviceTests
{
    [Theory]
    [InlineData(401, "https://huggingface.co/settings/tokens")]
    [InlineData(402, "https://huggingface.co/settings/billing")]
    [InlineData(403, "'Make calls to Inference Providers'")]
    [InlineData(429, null)]
    [InlineData(500, null)]
    public async Task A_routed_call_points_at_the_hugging_face_account(int status, string? advice)
    {
        var error = await FailureAsync(status, server => server.Router().AsIChatClient("org/model"));
        Assert.EndsWith(advice is null ? "Nope." : "", error.Message, StringComparison.Ordinal);
        Assert.Contains(advice ?? "Nope", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(401, "Check the key for groq.")]
    [InlineData(402, "The credits of the account with groq are used up.")]
    [InlineData(403, "Nope.")]
    public async Task A_direct_call_points_at_the_providers_account(int status, string end)
    {
        var error = await FailureAsync(status, server => server.Router(options =>
        {
            options.ProviderKeys["groq"] = "gsk_secret";
            options.ProviderEndpoints["groq"] = server.Address;
        }).AsIChatClient("org/model", "groq"));

        Assert.EndsWith(end, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("huggingface.co", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_provider_without_a_key_is_told_where_to_put_it()
    {
        await using var server = ScriptedServer.Start(Reply.Silence);
        using var router = server.Router(options => options.ProviderEndpoints["openai"] = server.Address);
        var error = await Assert.ThrowsAsync<InferenceException>(
            () => router.AsIChatClient("gpt-5", "openai").GetResponseAsync("Hi"));
        Assert.Equal((InferenceErrorKind.Authentication, "openai"), (error.Kind, error.Provider));
        Assert.Contains("ProviderKeys", error.Message, StringComparison.Ordinal);
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task An_endpoint_without_a_key_is_told_where_to_put_it()
    {
        var error = await FailureAsync(401, server => server.Router().AsIChatClient(server.Address));
        Assert.EndsWith(
            "No key was sent: set InferenceProvidersOptions.EndpointKeys for its host.", error.Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_endpoint_with_a_key_is_told_to_check_it()
    {
        var error = await FailureAsync(
            401, server =>
                server.Router(options => options.EndpointKeys[server.Authority] = "key-of-mine")
                .AsIChatClient(server.Address));
        Assert.EndsWith("Check the key for endpoint.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_token_at_all_is_said_before_anything_is_sent()
    {
        await using var server = ScriptedServer.Start(Reply.Silence);
        using var router = server.Router(options => options.Token = null);
        var error = await Assert.ThrowsAsync<InferenceException>(
            () => router.AsIChatClient("org/model").GetResponseAsync("Hi"));
        Assert.Equal(InferenceErrorKind.Authentication, error.Kind);
        Assert.Contains("HF_TOKEN", error.Message, StringComparison.Ordinal);
        Assert.Contains("hf auth login", error.Message, StringComparison.Ordinal);
        Assert.Empty(server.Requests);
    }

    [Theory]
    [InlineData(401, ScriptedServer.Token, InferenceErrorKind.Authentication, "https://huggingface.co/settings/tokens")]
    [InlineData(401, null, InferenceErrorKind.Authentication, "set HF_TOKEN")]
    [InlineData(403, ScriptedServer.Token, InferenceErrorKind.PermissionDenied, "gated or private")]
    [InlineData(404, ScriptedServer.Token, InferenceErrorKind.ModelNotFound, "Nope.")]
    public async Task A_lookup_that_is_refused_speaks_of_the_hub(
        int status, string? token, InferenceErrorKind kind, string advice)
    {
        await using var server = ScriptedServer.Start(Reply.Json("""{"error":"Nope"}""", status));
        using var router = server.Router(options => options.Token = token);
        var error = await Assert.ThrowsAsync<InferenceException>(
            () => router.AsIChatClient("org/model", "groq").GetResponseAsync("Hi"));
        Assert.Equal((kind, "huggingface", "org/model"), (error.Kind, error.Provider, error.Model));
        Assert.Contains(advice, error.Message, StringComparison.Ordinal);
        Assert.All(server.Requests, request => Assert.Equal("GET", request.Method));
    }

    private static async Task<InferenceException> FailureAsync(int status, Func<ScriptedServer, IChatClient> client)
    {
        await using var server = ScriptedServer.Start(request => request.Method == "GET"
            ? Reply.Json(Sent.Mapping("groq")) : Reply.Json("""{"error":"Nope"}""", status));
        var chat = client(server);
        using var router = chat.GetService<InferenceRouter>()!;
        return await Assert.ThrowsAsync<InferenceException>(() => chat.GetResponseAsync("Hi"));
    }
}
