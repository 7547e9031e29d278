using Microsoft.Extensions.AI;

namespace InferenceProviders.Tasks.Embeddings;

/// <summary>Splits a request into batches of the provider's size (<see cref="Batches"/>).</summary>
internal static class EmbeddingBatches
{
    public static async Task<EmbeddingResult> RunAsync(
        EmbeddingRequest request, int maxBatch, Func<EmbeddingRequest, CancellationToken, Task<EmbeddingResult>> send,
            TaskExchange exchange)
    {
        var count = request.Inputs.Count;
        var results = await Batches.RunAsync(
            count,
            Math.Min(request.BatchSize ?? maxBatch, maxBatch),
            "texts",
            (range, token) =>
                send(range.Equals(..count) ? request : request with { Inputs = Part(request, range) }, token),
            exchange.Token).ConfigureAwait(false);
        var result = results is [var only] ? only : Join(results);
        CheckElements(result.Vectors, request.Element, exchange);
        CheckLengths(
            result.Vectors, request.Element == EmbeddingElement.Binary ? request.Dimensions / 8 : request.Dimensions,
            exchange);
        return result;
    }

    private static string[] Part(EmbeddingRequest request, Range range)
    {
        var (first, length) = range.GetOffsetAndLength(request.Inputs.Count);
        return [.. request.Inputs.Skip(first).Take(length)];
    }

    private static EmbeddingResult Join(EmbeddingResult[] results)
    {
        UsageDetails? usage = null;
        foreach (var result in results)
        {
            if (result.Usage is not null)
            {
                (usage ??= new()).Add(result.Usage);
            }
        }

        return new EmbeddingResult([.. results.SelectMany(result => result.Vectors)], usage, results[0].ModelId);
    }

    /// <summary>A server that does not know what was asked for answers with floats.</summary>
    private static void CheckElements(float[][] vectors, EmbeddingElement element, TaskExchange exchange)
    {
        if (element == EmbeddingElement.Float)
        {
            return;
        }

        var (least, most) = element == EmbeddingElement.Int8 ? (-128, 127) : (0, 255);
        if (vectors.Any(vector => vector.Any(
            number => number < least || number > most || number != MathF.Truncate(number))))
        {
            throw exchange.Route.Error(
                InferenceErrorKind.NotSupported,
                $"{exchange.Route.Name} answered with floats where whole numbers from {least} to {most} were asked "
                    + $"for: it does not have them for {exchange.Route.Model}.",
                info: exchange.Info);
        }
    }

    /// <summary>
    /// Vectors of different lengths cannot be compared, and a server that does not know <c>dimensions</c> ignores it
    /// without a word.
    /// </summary>
    private static void CheckLengths(float[][] vectors, int? dimensions, TaskExchange exchange)
    {
        var length = vectors[0].Length;
        if (Array.Exists(vectors, vector => vector.Length != length))
        {
            throw Error(InferenceErrorKind.Protocol, "answered with vectors of different lengths.");
        }

        if (dimensions is { } asked && length != asked)
        {
            throw Error(
                InferenceErrorKind.NotSupported,
                $"answered with vectors of {length} numbers, not of the {asked} that were asked for: it cannot "
                    + $"shorten those of this model. Leave Dimensions out.");
        }

        InferenceException Error(InferenceErrorKind kind, string what) =>
            exchange.Route.Error(
                kind, $"{exchange.Route.Name} {what} (Model: {exchange.Route.Model}.)", info: exchange.Info);
    }
}
