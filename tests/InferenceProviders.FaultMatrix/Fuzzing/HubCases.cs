using System.Text;

namespace InferenceProviders.FaultMatrix.Fuzzing;

/// <summary>What is asked of the Hub and of the router's list, besides the mappings that the captures have.</summary>
internal static class HubCases
{
    private const string Models =
        """{"object":"list","data":[{"id":"org/model","object":"model","created":1754000000"""
            + ""","owned_by":"org","architecture":{"input_modalities":["text","image"],"output_modalities":"""
            + """["text"]},"providers":[{"provider":"groq","status":"live","context_length":131072,"pricing":"""
            + """{"input":0.15,"output":0.75},"supports_tools":true,"supports_structured_output":false"""
            + ""","is_model_author":false,"first_token_latency_ms":212.5,"throughput":480.25},"""
            + """{"provider":"together","status":"live"}]}]}""";

    private const string Search =
        """[{"_id":"1","id":"org/model","likes":12,"downloads":3400,"pipeline_tag":"text-generation","tags":"""
            + """["conversational"],"createdAt":"2025-08-04T22:33:06.000Z"},{"id":"org/other"}]""";

    private const string Account =
        """{"type":"user","id":"1","name":"somebody","fullname":"Some Body","isPro":true,"orgs":"""
            + """[{"type":"org","name":"my-org"}],"auth":{"type":"access_token","accessToken":"""
            + """{"displayName":"t","role":"fineGrained","fineGrained":{"global":["inference.serverless.write"]"""
            + ""","scoped":[]}}}}""";

    public static IEnumerable<FuzzCase> All =>
    [
        Make(
            "hub/list of models", Models, (router, cancellationToken) =>
                router.Catalog.GetModelsAsync(cancellationToken).AsTask()),
        Make(
            "hub/search", Search, (router, cancellationToken) =>
                router.Catalog.ListModelsAsync("groq", cancellationToken: cancellationToken)),
        Make("hub/account", Account, (router, cancellationToken) => router.Catalog.WhoAmIAsync(cancellationToken)),
        Make(
            "hub/status", """{"id":"org/model","inference":"warm"}""", (router, cancellationToken) =>
                router.Catalog.GetModelStatusAsync("org/model", cancellationToken)),
    ];

    private static FuzzCase Make(string name, string body, Func<InferenceRouter, CancellationToken, Task> call) => new(
        name,
        [new CannedAnswer(
            "download", 200, [KeyValuePair.Create("content-type", "application/json")], Encoding.UTF8.GetBytes(body))],
        async (network, clock, cancellationToken) =>
        {
            using var router = new InferenceRouter(Quiet.Options(network, clock));
            await call(router, cancellationToken);
        });
}
