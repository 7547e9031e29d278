using InferenceProviders.Routing;

namespace InferenceProviders.Tests.Configuration;

/// <summary>Where the Hugging Face token comes from, and which source wins.</summary>
public sealed class TokenSourceTests : IDisposable
{
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("inference-providers-tests");

    public void Dispose() => _root.Delete(recursive: true);

    /// <summary>
    /// Every source holds its own name; each test leaves out the ones before the one that must be found.
    /// </summary>
    [Theory]
    [InlineData("options", "options")]
    [InlineData("HF_TOKEN", "variable")]
    [InlineData("HF_TOKEN_PATH", "path")]
    [InlineData("HF_HOME", "home")]
    [InlineData("XDG_CACHE_HOME", "cache")]
    [InlineData("HOME", "user")]
    public void Each_source_wins_over_those_behind_it(string first, string expected)
    {
        string[] order = ["options", "HF_TOKEN", "HF_TOKEN_PATH", "HF_HOME", "XDG_CACHE_HOME", "HOME"];
        var variables = new Dictionary<string, string>
        {
            ["HF_TOKEN"] = "variable",
            ["HF_TOKEN_PATH"] = Write("path", "secret.txt"),
            ["HF_HOME"] = Path.GetDirectoryName(Write("home", "hf", "token"))!,
            ["XDG_CACHE_HOME"] = Path.GetDirectoryName(
                Path.GetDirectoryName(Write("cache", "xdg", "huggingface", "token")))!,
            ["HOME"] = Path.Combine(_root.FullName, "user"),
        };
        Write("user", "user", ".cache", "huggingface", "token");
        foreach (var left in order.TakeWhile(name => name != first))
        {
            variables.Remove(left);
        }

        var settings = RouterSettingsFactory.Create(
            new() { Token = first == "options" ? "options" : null }, variables.GetValueOrDefault);

        Assert.Equal(expected, settings.Token);
    }

    [Fact]
    public async Task A_provider_of_tokens_wins_over_all_of_them()
    {
        var settings = RouterSettingsFactory.Create(
            new() { Token = "options", TokenProvider = _ => new("provider") }, name =>
                name == "HF_TOKEN" ? "variable" : null);
        Assert.Equal("provider", await settings.GetTokenAsync(CancellationToken.None));
    }

    [Fact]
    public async Task A_provider_that_gives_none_asks_for_an_anonymous_call()
    {
        foreach (var none in new[] { null, "", "  " })
        {
            Assert.Null(
                await RouterSettingsFactory.Create(
                    new() { Token = "options", TokenProvider = _ => new(none) }, name =>
                        name == "HF_TOKEN" ? "variable" : null).GetTokenAsync(CancellationToken.None));
        }
    }

    [Fact]
    public async Task A_provider_that_gives_a_token_that_is_none_is_told_so()
    {
        var settings = RouterSettingsFactory.Create(new()
        {
            UseEnvironment = false,
            TokenProvider = _ => new("first\nsecond"),
        });
        var error = await Assert.ThrowsAsync<ArgumentException>(
            () => settings.GetTokenAsync(CancellationToken.None).AsTask());
        Assert.Equal("TokenProvider", error.ParamName);
        Assert.DoesNotContain("second", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_environment_is_left_alone_when_it_is_not_wanted()
    {
        var settings = RouterSettingsFactory.Create(
            new() { UseEnvironment = false }, name => throw new InvalidOperationException(name));
        Assert.Null(settings.Token);
    }

    [Fact]
    public void Nothing_anywhere_is_no_token() =>
        Assert.Null(RouterSettingsFactory.Create(new(), name => name == "HOME" ? _root.FullName : null).Token);

    [Theory]
    [InlineData("token\n")]
    [InlineData("  token\r\n")]
    [InlineData("\uFEFFtoken")]
    public void White_space_around_a_saved_token_is_not_part_of_it(string content)
    {
        var path = Write(content, "token");
        Assert.Equal("token", RouterSettingsFactory.Create(new(), name => name == "HF_TOKEN_PATH" ? path : null).Token);
    }

    [Fact]
    public void White_space_around_a_token_in_a_variable_is_not_part_of_it() =>
        Assert.Equal(
            "token", RouterSettingsFactory.Create(new(), name => name == "HF_TOKEN" ? " token \n" : null).Token);

    [Theory]
    [InlineData("")]
    [InlineData("  ")]
    public void An_empty_variable_is_none(string empty)
    {
        var path = Write("saved", "token");
        Assert.Equal(
            "saved",
            RouterSettingsFactory.Create(
                new(), name => name switch { "HF_TOKEN" => empty, "HF_TOKEN_PATH" => path, _ => null }).Token);
    }

    [Fact]
    public void A_file_that_is_not_there_is_none() =>
        Assert.Null(
            RouterSettingsFactory.Create(
                new(), name => name == "HF_TOKEN_PATH" ? Path.Combine(_root.FullName, "nothing") : null).Token);

    [Fact]
    public void A_tilde_is_the_home_directory()
    {
        Write("saved", "mine", "token");
        foreach (var (variable, value) in new[] { ("HF_TOKEN_PATH", "~/mine/token"), ("HF_HOME", "~/mine") })
        {
            Assert.Equal(
                "saved",
                RouterSettingsFactory.Create(
                    new(), name => name == variable ? value : name == "HOME" ? _root.FullName : null).Token);
        }
    }

    private string Write(string content, params string[] path)
    {
        var file = Path.Combine([_root.FullName, .. path]);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, content);
        return file;
    }
}
