namespace InferenceProviders.Primitives;

/// <summary>
/// From the URL of an endpoint to the URL of its route for a task: <c>…/v1</c> gets the route's end, a full route is
/// kept, anything else gets <c>/v1/…</c>; a query string stays behind it. Tasks that are not OpenAI-style are served at
/// the URL itself (wire FACTS, "endpointUrl").
/// </summary>
internal static class EndpointAddress
{
    /// <summary>What text-generation-inference expects in <c>model</c>; servers of one model ignore it.</summary>
    public const string DefaultModel = "tgi";

    private const string ChatRoute = "/chat/completions";
    private const string ResponsesRoute = "/responses";

    public static Uri For(Uri endpoint, InferenceTask task, ChatProtocol? protocol)
    {
        var route = task == InferenceTask.Conversational
            ? protocol == ChatProtocol.Responses ? ResponsesRoute : ChatRoute
            : task == InferenceTask.TextGeneration ? "/completions"
            : null;
        if (route is null)
        {
            return PipelineOr(endpoint, task);
        }

        var path = endpoint.AbsolutePath.TrimEnd('/');
        foreach (var other in (ReadOnlySpan<string>)[ChatRoute, ResponsesRoute])
        {
            // The full route of the other protocol, which all models of a chain are not asked in.
            if (route != other && path.EndsWith(other, StringComparison.Ordinal))
            {
                path = path[..^other.Length];
            }
        }

        if (!path.EndsWith(route, StringComparison.Ordinal))
        {
            path += path.EndsWith("/v1", StringComparison.Ordinal) ? route : "/v1" + route;
        }

        return new Uri(endpoint.GetLeftPart(UriPartial.Authority) + path + endpoint.Query);
    }

    /// <summary>
    /// The end of the route in OpenAI's form of a task that is otherwise a pipeline at the URL itself; null for tasks
    /// that are nothing else.
    /// </summary>
    public static string? OpenAIRoute(InferenceTask task) =>
        task == InferenceTask.FeatureExtraction ? "/embeddings"
        : task == InferenceTask.TextRanking ? "/rerank"
        : task == InferenceTask.TextToImage ? "/images/generations"
        : task == InferenceTask.TextToSpeech ? "/audio/speech"
        : task == InferenceTask.AutomaticSpeechRecognition ? "/audio/transcriptions"
        : null;

    private static Uri PipelineOr(Uri endpoint, InferenceTask task) =>
        OpenAIRoute(task) is { } route && endpoint.AbsolutePath.TrimEnd('/').EndsWith("/v1", StringComparison.Ordinal)
            ? new Uri($"{endpoint.GetLeftPart(UriPartial.Path).TrimEnd('/')}{route}{endpoint.Query}")
            : endpoint;
}
