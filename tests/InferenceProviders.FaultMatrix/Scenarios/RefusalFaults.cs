namespace InferenceProviders.FaultMatrix.Scenarios;

/// <summary>
/// Refusals that no repetition mends, in the dress of those that one would: an empty account, and content that is not
/// allowed.
/// </summary>
internal static class RefusalFaults
{
    public static IEnumerable<Scenario> All =>
    [
        Once(
            "429 of an empty account (insufficient_quota)", 429,
            """{"error":{"message":"You exceeded your current quota, please check your plan and billing """
            + """details.","type":"insufficient_quota","code":"insufficient_quota"}}"""),
        Once(
            "429 of an empty account (1113)", 429,
            """{"error":{"code":"1113","message":"Insufficient balance or no resource package. Please recharge."}}"""),
        Once(
            "429 of an empty account (insufficient_balance)", 429,
            """{"error":{"code":"insufficient_balance","message":"Your balance is too low."}}"""),
        Once(
            "403 of an empty account", 403,
            """{"error":{"message":"Not enough credits.","code":"insufficient_credits"}}"""),
        Once(
            "400 for content (content_filter)", 400,
            """{"error":{"message":"The response was filtered.","code":"content_filter"}}"""),
        Once(
            "400 for content (moderation_blocked)", 400,
            """{"error":{"message":"Your request was rejected by the safety system.","code":"moderation_blocked"}}"""),
        Once(
            "422 for content (detail)", 422,
            """{"detail":[{"loc":["body","prompt"],"msg":"The content was flagged by a content """
            + """checker.","type":"content_policy_violation"}]}"""),
        Once("451 for legal reasons", 451, """{"error":"Not available here."}"""),
        Once(
            "an empty account inside a 200", 200,
            """{"error":{"code":"1113","message":"Insufficient balance or no resource package. Please recharge."}}"""),
    ];

    private static Scenario Once(string name, int status, string body) =>
        new($"{name}: asked once", Expected.Error, async (connection, _) =>
    {
        await connection.ReadRequestAsync();
        await connection.RespondAsync(status, body);
    })
    {
        Check = (server, _) =>
            Task.FromResult(server.Requests.Count == 1 ? null : $"asked {server.Requests.Count} times"),
    };
}
