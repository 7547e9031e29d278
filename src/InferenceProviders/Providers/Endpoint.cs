using System.Collections.Concurrent;
using System.Net;
using InferenceProviders.Primitives;
using InferenceProviders.Primitives.Schemas;
using InferenceProviders.Providers.Contracts;
using InferenceProviders.Routing;
using InferenceProviders.Tasks;
using InferenceProviders.Tasks.Embeddings;
using InferenceProviders.Tasks.Generation;
using InferenceProviders.Tasks.Pipelines;
using InferenceProviders.Tasks.Speech;
using InferenceProviders.Tasks.Text;

namespace InferenceProviders.Providers;

/// <summary>
/// A server behind a URL of the caller's: OpenAI-style routes for chat, text, embeddings, images and speech below
/// <c>/v1</c>, the pipeline of HF Inference at the URL itself for everything else (wire FACTS, "endpointUrl"). Which
/// server it is is not known, so schemas have the form that all can read, llama.cpp with its grammars among them.
/// </summary>
internal static class Endpoint
{
    /// <summary>OpenRouter's search (https://openrouter.ai/docs/guides/features/server-tools/web-search).</summary>
    private static readonly ChatTool OpenRouterSearch =
        new(HostedTools.WebSearch, ChatToolPlace.EntryWithParameters, "openrouter:web_search");

    public static Provider Create() => Create(HostedTools.None, []);

    /// <summary>A server that runs tools itself.</summary>
    /// <param name="tools">The tools.</param>
    /// <param name="host">Its host, which may be that of a service whose own forms are known.</param>
    public static Provider Create(HostedTools tools, string host)
    {
        var forms = host.Split(':')[0].ToLowerInvariant() switch
        {
            "openrouter.ai" => [OpenRouterSearch],
            "api.groq.com" => Groq.Tools,
            "api.z.ai" => [ZaiOrg.WebSearch],
            _ => (IReadOnlyList<ChatTool>)[OpenAI.WebSearch],
        };
        return Create(tools, [.. forms.Where(form => tools.HasFlag(form.Tool))]);
    }

    private static Provider Create(HostedTools tools, IReadOnlyList<ChatTool> forms) => new("endpoint")
    {
        UsesHubMapping = false,
        Chat = new() { SchemaRules = SchemaRules.Grammar, FunctionRules = SchemaRules.Grammar, Tools = forms },
        Responses = new() { SchemaRules = SchemaRules.Grammar, HostedTools = tools },
        Files = new() { HasPages = true, ContainersPath = "/v1/containers" },
        Codecs =
        [
            TextCompletionCodec.OpenAI,
            new EmbeddingsCodec(),
            new EndpointRerankCodec(),
            new Either<GenerationRequest, GenerationResult>(
                new ImagesCodec(), new HFInferenceImageCodec(InferenceTask.TextToImage, "")),
            new HFInferenceImageCodec(InferenceTask.ImageToImage, ""),
            .. HFInferenceSpeechCodecs.Create("").Select(WithOpenAI),
            .. HFInferencePipelines.Create("", ""),
        ],
    };

    private static TaskCodec WithOpenAI(TaskCodec pipeline) => pipeline switch
    {
        TaskCodec<PipelineRequest, Transcript> codec =>
            new Transcription(new FormTranscriptionCodec("", streams: true), codec),
        TaskCodec<PipelineRequest, Sound> codec when codec.Task == InferenceTask.TextToSpeech =>
            new Speech(new OpenAISpeechCodec(""), codec),
        _ => pipeline,
    };

    /// <summary>OpenAI's form where the URL is a route of it, else the pipeline.</summary>
    private class Either<TRequest, TResult>(
        TaskCodec<TRequest, TResult> openAI, TaskCodec<TRequest, TResult> pipeline)
            : TaskCodec<TRequest, TResult>(pipeline.Task)
    {
        private readonly string _route = EndpointAddress.OpenAIRoute(pipeline.Task)!;

        public override Task<TResult> RunAsync(TRequest request, TaskExchange exchange) =>
            For(exchange).RunAsync(request, exchange);

        protected TaskCodec<TRequest, TResult> For(TaskExchange exchange) =>
            exchange.Route.Endpoint!.AbsolutePath.EndsWith(_route, StringComparison.Ordinal) ? openAI : pipeline;
    }

    private sealed class Speech(OpenAISpeechCodec openAI, TaskCodec<PipelineRequest, Sound> pipeline)
        : Either<PipelineRequest, Sound>(openAI, pipeline), IStreamingCodec<PipelineRequest, SpeechPiece>
    {
        public IAsyncEnumerable<SpeechPiece> StreamAsync(PipelineRequest request, TaskExchange exchange) =>
            For(exchange).PiecesAsync(request, exchange, SpeechPiece.Whole);
    }

    private sealed class Transcription(
        FormTranscriptionCodec openAI, TaskCodec<PipelineRequest, Transcript> pipeline)
            : Either<PipelineRequest, Transcript>(openAI, pipeline), IStreamingCodec<PipelineRequest, TranscriptPiece>
    {
        public IAsyncEnumerable<TranscriptPiece> StreamAsync(PipelineRequest request, TaskExchange exchange) =>
            For(exchange).PiecesAsync(request, exchange, TranscriptPiece.Whole);
    }

    /// <summary>OpenAI has one text for the size.</summary>
    private sealed class ImagesCodec() : OpenAIImagesCodec("")
    {
        protected override void Complete(WireBody body) => body["size"] = body.TakeWidthAndHeight()?.ToString();
    }

    /// <summary>
    /// A URL that ends in <c>/v1</c> has OpenAI's route. At the root text-embeddings-inference and Hugging Face's
    /// toolkit have the pipeline; a server that has nothing there (llama.cpp: 404 <c>File Not Found</c>) is asked at
    /// <c>/v1/embeddings</c>, as chat is, and from then on.
    /// </summary>
    private sealed class EmbeddingsCodec()
        : TaskCodec<EmbeddingRequest, EmbeddingResult>(InferenceTask.FeatureExtraction)
    {
        private readonly OpenAIEmbeddingsCodec _openAI = new("", maxBatch: 32, hasElements: true);
        private readonly PipelineEmbeddingsCodec _pipeline = new("");
        private readonly ConcurrentDictionary<Uri, bool> _withoutPipeline = new();

        public override async Task<EmbeddingResult> RunAsync(EmbeddingRequest request, TaskExchange exchange)
        {
            var endpoint = exchange.Route.Endpoint!;
            if (endpoint.AbsolutePath.EndsWith("/embeddings", StringComparison.Ordinal))
            {
                return await _openAI.RunAsync(request, exchange).ConfigureAwait(false);
            }

            if (endpoint.AbsolutePath != "/")
            {
                return await _pipeline.RunAsync(request, exchange).ConfigureAwait(false);
            }

            var below = exchange.Route with { Endpoint = new Uri(endpoint, $"/v1/embeddings{endpoint.Query}") };
            if (_withoutPipeline.ContainsKey(endpoint) || request.Element != EmbeddingElement.Float)
            {
                return await _openAI.RunAsync(request, exchange, below).ConfigureAwait(false);
            }

            try
            {
                return await _pipeline.RunAsync(request, exchange).ConfigureAwait(false);
            }
            catch (InferenceException exception)
                when (exception.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.MethodNotAllowed)
            {
                // Refused before anything ran: the other route is the same request.
            }

            var result = await _openAI.RunAsync(request, exchange, below).ConfigureAwait(false);
            _withoutPipeline[endpoint] = true;
            return result;
        }
    }
}
