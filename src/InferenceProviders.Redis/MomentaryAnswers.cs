using StackExchange.Redis;

namespace InferenceProviders.Redis;

/// <summary>
/// What a server answers that could not do it at this moment, has done nothing, and is likely to do it a moment later
/// (https://redis.io/docs/latest/operate/oss_and_stack/reference/cluster-spec/ and src/server.c of Redis 7).
/// </summary>
internal static class MomentaryAnswers
{
    private static readonly string[] Words =
    [
        "TRYAGAIN ", // The slot moves to another node, and only some of the keys are there.
        "CLUSTERDOWN ", // The slot, or the cluster, is nobody's: a node has failed, and its replica is being chosen.
        "MOVED ", "ASK ", // To a node that the client does not know yet.
        "READONLY ", "MASTERDOWN ", // It has become a replica, or is one whose master has gone.
        "LOADING ", // It has just started.
        "BUSY ", // Another script runs for long.
        "NOREPLICAS ", // A replica that must confirm is away.
    ];

    public static bool Has(RedisServerException answer) =>
        Array.Exists(Words, word => answer.Message.StartsWith(word, StringComparison.Ordinal));
}
