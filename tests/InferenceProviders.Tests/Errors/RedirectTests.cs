using Microsoft.Extensions.AI;

namespace InferenceProviders.Tests.Errors;

/// <summary>Nothing follows a redirect: neither the token nor the prompt.</summary>
public sealed class RedirectTests
{
    [Theory]
    [InlineData(301, false)]
    [InlineData(302, false)]
    [InlineData(302, true)]
    [InlineData(303, false)]
    [InlineData(307, false)]
    [InlineData(307, true)]
    [InlineData(308, true)]
    public async Task A_redirect_to_another_host_is_a_protocol_error(int status, bool stream)
    {
        await using var other = ScriptedServer.Start(Reply.Json(Wire.Answer("""{"content":"Caught"}""")));
        await using var server = ScriptedServer.Start(
            Reply.Json("", status, $"Location: {other.Address}v1/chat/completions"));
        using var router = server.Router();
        var chat = router.AsIChatClient("org/model");

        var error = await Assert.ThrowsAsync<InferenceException>(() => stream
            ? chat.GetStreamingResponseAsync("My secret").ToChatResponseAsync() : chat.GetResponseAsync("My secret"));

        Assert.Equal((InferenceErrorKind.Protocol, status), (error.Kind, (int?)error.StatusCode));
        Assert.Contains("Redirects are not followed", error.Message, StringComparison.Ordinal);
        Assert.Empty(other.Requests);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task A_redirect_to_the_same_host_is_not_followed_either()
    {
        await using var server = ScriptedServer.Start(Reply.Json("", 307, "Location: /elsewhere"));
        using var router = server.Router();
        Assert.Equal(
            InferenceErrorKind.Protocol,
            (await Assert.ThrowsAsync<InferenceException>(
                () => router.AsIChatClient("org/model").GetResponseAsync("Hi"))).Kind);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task A_redirect_of_the_hub_takes_no_token_with_it()
    {
        await using var other = ScriptedServer.Start(Reply.Json("{}"));
        await using var server = ScriptedServer.Start(Reply.Json("", 302, $"Location: {other.Address}"));
        using var router = server.Router();
        Assert.Equal(
            InferenceErrorKind.Protocol,
            (await Assert.ThrowsAsync<InferenceException>(
                () => router.AsIChatClient("org/model", "groq").GetResponseAsync("Hi"))).Kind);
        Assert.Empty(other.Requests);
    }

    [Fact]
    public async Task Cookies_are_neither_kept_nor_sent()
    {
        await using var server = ScriptedServer.Start(
            Reply.Json(Wire.Answer("""{"content":"Hi"}"""), 200, "Set-Cookie: session=1; Path=/"));
        using var router = server.Router();
        await router.AsIChatClient("org/model").GetResponseAsync("Hi");
        await router.AsIChatClient("org/model").GetResponseAsync("Hi");
        Assert.All(server.Requests, request => Assert.Null(request.Header("Cookie")));
    }
}
