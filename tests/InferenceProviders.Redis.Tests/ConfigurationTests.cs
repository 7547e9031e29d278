using System.Net;
using InferenceProviders.Redis.Tests.Support;
using StackExchange.Redis;

namespace InferenceProviders.Redis.Tests;

/// <summary>Where the server is, as users write it, and that none of it is told when it is wrong.</summary>
public sealed class ConfigurationTests
{
    private const string Secret = "s3cr3t";

    [Theory]
    [InlineData("redis:6379,password=s3cr3t,no=s3cr3t")]
    [InlineData("redis:6379,password=a,s3cr3t=b")]
    [InlineData("redis:6379,connectTimeout=s3cr3t")]
    [InlineData("redis:6379,ssl=s3cr3t")]
    [InlineData("password=s3cr3t")]
    [InlineData("redis://user:s3cr3t@")]
    [InlineData("https://user:s3cr3t@redis:6379")]
    [InlineData("redis://user:s3cr3t@redis:6379/one")]
    [InlineData("redis://redis:6379?password=s3cr3t")]
    public void What_is_wrong_is_told_without_the_secret(string configuration)
    {
        var exception = Assert.Throws<ArgumentException>(() => new RedisSharedStore(configuration));

        Assert.Equal("configuration", exception.ParamName);
        Assert.DoesNotContain(Secret, $"{exception}", StringComparison.Ordinal);
        Assert.Contains("rediss://", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("rediss://default:p%40s%2Cs%3A%2F@host.example:10000/2", true, "default", "p@s,s:/", 10000, 2)]
    [InlineData("redis://:pass@host.example", false, null, "pass", 6379, null)]
    [InlineData("REDIS://host.example/", false, null, null, 6379, null)]
    [InlineData("host.example:6380,user=me,password=a=b==,ssl=true", true, "me", "a=b==", 6380, null)]
    public void Addresses_and_lists_are_read(
        string configuration, bool tls, string? user, string? password, int port, int? database)
    {
        var settings = RedisConfiguration.Read(configuration);

        Assert.Equal((tls, user, password, database),
            (settings.Ssl, settings.User, settings.Password, settings.DefaultDatabase));
        Assert.Equal(new DnsEndPoint("host.example", port), Assert.Single(settings.EndPoints));
    }

    [RedisFact]
    public async Task A_user_with_special_characters_in_the_password_connects_by_both_forms()
    {
        const string Password = "p@ss/w:rd%1=#";
        await using var server = await RedisServer.StartAsync("--save", "");
        Assert.Equal("+OK", await server.SendAsync($"ACL SETUSER app on \">{Password}\" ~* &* +@all"));
        var address = $"redis://app:{Uri.EscapeDataString(Password)}@127.0.0.1:{server.Port}";
        await using var members = await Members.StartAsync();

        foreach (var form in (string[])[address, $"127.0.0.1:{server.Port},user=app,password={Password}"])
        {
            var limit = new SpendLimit(1);
            var router = await members.JoinAsync(form, options => options.SpendLimit = limit);
            Assert.NotNull(await Members.CallAsync(router, InferenceErrorKind.SharedStoreUnavailable));
        }

        Assert.Contains("user=app", await ClientAsync(address), StringComparison.Ordinal);
    }

    [RedisFact]
    public async Task A_wrong_password_is_told_without_it()
    {
        await using var server = await RedisServer.StartAsync("--save", "");
        Assert.Equal("+OK", await server.SendAsync("CONFIG SET requirepass right"));
        await using var store = new RedisSharedStore($"redis://:{Secret}@127.0.0.1:{server.Port}");

        // Until it has tried, it cannot know why.
        var exception = new IOException();
        await Members.UntilAsync(async () =>
        {
            exception = await Assert.ThrowsAsync<IOException>(
                async () => await store.GetAsync("rests", CancellationToken.None));
            return exception.Message.Contains("refused the user or the password", StringComparison.Ordinal);
        });

        Assert.DoesNotContain(Secret, $"{exception}", StringComparison.Ordinal);
        Assert.False(store.IsConnected);
    }

    private static async Task<string> ClientAsync(string address)
    {
        await using var connection = await ConnectionMultiplexer.ConnectAsync(RedisConfiguration.Read(address));
        return $"{await connection.GetDatabase().ExecuteAsync("CLIENT", "INFO")}";
    }
}
