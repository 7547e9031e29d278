using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using StackExchange.Redis;

namespace InferenceProviders.Redis;

/// <summary>
/// A script that is sent by its hash, and as text where the server does not have it: at first, after it was restarted
/// or failed over, and after SCRIPT FLUSH.
/// </summary>
internal sealed class RedisScript
{
    private readonly string _text;
    private readonly byte[] _hash;

    private RedisScript(string text)
    {
        _text = text;

        // What EVALSHA names scripts by is SHA-1 (https://redis.io/docs/latest/commands/evalsha/).
#pragma warning disable CA5350
        _hash = SHA1.HashData(Encoding.UTF8.GetBytes(text));
#pragma warning restore CA5350
    }

    public static RedisScript Lease { get; } = Load("lease.lua");

    public static RedisScript Set { get; } = Load("set.lua");

    public static RedisScript Get { get; } = Load("get.lua");

    public async Task<RedisResult> RunAsync(IDatabaseAsync database, RedisKey[] keys, RedisValue[] arguments)
    {
        try
        {
            return await database.ScriptEvaluateAsync(_hash, keys, arguments).ConfigureAwait(false);
        }
        catch (RedisServerException exception)
            when (exception.Message.StartsWith("NOSCRIPT", StringComparison.Ordinal))
        {
            // Not by the client's own cache of scripts, which believes that the server still has what it had.
            return await database.ExecuteAsync(
                "EVAL", [_text, keys.Length, .. keys.Cast<object>(), .. arguments.Cast<object>()])
                .ConfigureAwait(false);
        }
    }

    private static RedisScript Load(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(name)!;
        using var reader = new StreamReader(stream);
        return new RedisScript(reader.ReadToEnd().ReplaceLineEndings("\n"));
    }
}
