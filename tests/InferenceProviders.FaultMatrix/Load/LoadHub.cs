using InferenceProviders.FaultMatrix.Server;

namespace InferenceProviders.FaultMatrix.Load;

/// <summary>The Hub, as far as the load test needs it: one model, which two providers serve.</summary>
internal static class LoadHub
{
    public const string Model = "org/model";

    public const string First = "first-provider";

    public const string Second = "second-provider";

    private const string Mapping = $$"""
        {"id":"{{Model}}","inferenceProviderMapping":{
          "{{First}}":{"status":"live","providerId":"model","task":"conversational"},
          "{{Second}}":{"status":"live","providerId":"model","task":"conversational"} } }
        """;

    public static FaultServer Start() => FaultServer.Start(async (connection, _) =>
    {
        var request = await connection.ReadRequestAsync();
        await (request?.Line.Contains("/api/models/", StringComparison.Ordinal) is true
            ? connection.RespondAsync(200, Mapping)
            : connection.RespondAsync(200, """{"object":"list","data":[]}"""));
    });
}
