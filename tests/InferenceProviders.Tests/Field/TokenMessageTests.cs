namespace InferenceProviders.Tests.Field;

/// <summary>
/// A token that cannot be right is named for what it is, before it is sent anywhere, and is never in the message.
/// </summary>
[Trait("Category", "Field")]
public sealed class TokenMessageTests
{
    [Theory]
    [InlineData("\"hf_abcdefghijklmnop\"", "begins or ends with '\"'")]
    [InlineData("'hf_abcdefghijklmnop'", "begins or ends with '''")]
    [InlineData("hf_abcdefghijklmnop\"", "begins or ends with '\"'")]
    [InlineData("<hf_abcdefghijklmnop>", "begins or ends with '<'")]
    [InlineData("Bearer hf_abcdefghijklmnop", "'Bearer'")]
    [InlineData("sk-proj-abcdefghijklmnop", "belongs to OpenAI")]
    [InlineData("sk-ant-api03-abcdefghijklmnop", "belongs to Anthropic")]
    [InlineData("gsk_abcdefghijklmnop", "belongs to groq")]
    [InlineData("r8_abcdefghijklmnop", "belongs to replicate")]
    public void The_token(string token, string words)
    {
        var error = Assert.Throws<ArgumentException>(
            () => new InferenceRouter(new() { UseEnvironment = false, Token = token }));

        Assert.Equal("Token", error.ParamName);
        Assert.Contains(words, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("abcdefghijklmnop", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"gsk_abcdefghijklmnop\"", "begins or ends with '\"'")]
    [InlineData("Bearer gsk_abcdefghijklmnop", "'Bearer'")]
    public void A_providers_key(string key, string words) => Assert.Contains(
        words,
        Assert.Throws<ArgumentException>(
            () => new InferenceRouter(new() { UseEnvironment = false, ProviderKeys = { ["groq"] = key } })).Message,
            StringComparison.Ordinal);

    [Fact]
    public void A_key_of_OpenAIs_is_right_where_it_belongs() =>
        new InferenceRouter(new() { UseEnvironment = false, ProviderKeys = { ["openai"] = "sk-abcdefghijklmnop" } })
        .Dispose();
}
