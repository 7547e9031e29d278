using System.Numerics.Tensors;
using InferenceProviders;
using InferenceProviders.Emulator;
using Microsoft.Extensions.AI;

// Answers a question from a few documents: finds some by vectors, orders them with a reranker, and lets a model answer
// from the best ones, with citations. With HF_TOKEN it calls real models, without it an emulator in this process.
string[] documents =
[
    "Tides rise and fall about every 12 hours and 25 minutes, because the Moon moves while the Earth turns.",
    "The Moon is 384,400 kilometers away from the Earth on average.",
    "The highest tides of the world are in the Bay of Fundy in Canada: up to 16 meters.",
    "Spring tides come at full moon and new moon, when the Sun and the Moon pull along one line.",
    "The Sun is 400 times wider than the Moon, and 400 times farther away.",
    "Canada has the longest coastline of all countries: 202,080 kilometers.",
    "A lighthouse warns ships of a coast; the first one stood in Alexandria.",
    "Neap tides are weak: the Sun and the Moon pull at a right angle to each other.",
];
var question = args is [var asked, ..] ? asked : "Where are the highest tides of the world?";

await using var emulator = string.IsNullOrWhiteSpace(Environment.GetEnvironmentVariable("HF_TOKEN"))
    ? await EmulatorHost.StartAsync()
    : null;
using var router = new InferenceRouter(emulator?.RouterOptions() ?? new InferenceProvidersOptions());
using var embeddings = router.AsIEmbeddingGenerator("intfloat/multilingual-e5-large-instruct");
using var reranker = router.AsIReranker("BAAI/bge-reranker-v2-m3");
using var chat = router.AsIChatClient("openai/gpt-oss-120b:fastest");

// Search: the vectors of the documents are made once, and kept where there are many.
var index = await embeddings.GenerateAsync(documents);
var query = (await embeddings.GenerateAsync([question]))[0].Vector;
string[] found =
[
    .. documents.Zip(index, (text, embedding) => (text, Nearness: Nearness(embedding.Vector, query)))
        .OrderByDescending(document => document.Nearness).Take(5).Select(document => document.text),
];

// Rerank: the question and each document are read together.
var ranked = await reranker.RerankAsync(question, found, new RerankOptions { TopN = 3 });
string[] sources = [.. ranked.Results.Select(result => found[result.Index])];

// Answer.
var response = await chat.GetResponseAsync(
    $"""
    Answer in one sentence, and only from these sources. Cite them by their numbers: [1].

    {string.Join('\n', sources.Select((text, number) => $"[{number + 1}] {text}"))}

    Question: {question}
    """);

Console.WriteLine($"{question}\n{response.Text}\n");
for (var i = 0; i < sources.Length; i++)
{
    Console.WriteLine($"[{i + 1}] {sources[i]} ({ranked.Results[i].Score:0.00})");
}

static float Nearness(ReadOnlyMemory<float> first, ReadOnlyMemory<float> second) =>
    TensorPrimitives.CosineSimilarity(first.Span, second.Span);
