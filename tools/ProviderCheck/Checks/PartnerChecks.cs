using System.Net.Http.Json;
using System.Text.Json.Nodes;
using ProviderCheck.Recording;

namespace ProviderCheck.Checks;

/// <summary>
/// What Hugging Face asks of a provider besides answers, on its page "How to be registered as an inference provider on
/// the Hub?": an id for each request, the list of models with prices, and a way to ask what requests cost.
/// </summary>
internal static class PartnerChecks
{
    /// <summary>The page suggests the first; the others are in use.</summary>
    private static readonly string[] IdHeaders =
        ["inference-id", "x-request-id", "request-id", "x-inference-id", "x-trace-id"];

    public static IEnumerable<Check> All =>
    [
        new("partner", "request id", false, RequestIdAsync),
        new("partner", "price and context", true, PricesAsync),
        new("partner", "billing", false, BillingAsync),
    ];

    private static async Task<string> RequestIdAsync(CheckSession session, CancellationToken cancellationToken)
    {
        var (name, id) = Id(await session.AnswerExchangeAsync(cancellationToken));
        return id is not null
            ? $"Each answer has an id, in the header {name}."
            : throw new RefusedException(
                "No header of the answer has an id of the request; Hugging Face asks for one, such as Inference-Id.");
    }

    private static async Task<string> PricesAsync(CheckSession session, CancellationToken cancellationToken)
    {
        var list = session.Target.ModelList ?? Beside(await session.AnswerExchangeAsync(cancellationToken));
        using var request = new HttpRequestMessage(HttpMethod.Get, list);
        await SignAsync(session, request, cancellationToken);
        var answer = await session.SendAsync(request, cancellationToken);
        if (answer.AnswerJson.At("data") is not JsonArray { Count: > 0 } models)
        {
            throw new RefusedException($"{list.AbsolutePath} lists no models (HTTP {(int?)answer.Status}).");
        }

        // The router lists a price for each provider of a model.
        var entries = models.OfType<JsonObject>()
            .SelectMany(model => model["providers"] is JsonArray offers ? offers.OfType<JsonObject>()
                : [model]).ToList();
        var complete = entries.Count(entry =>
            entry.At("pricing", "input") is JsonValue && entry.At("pricing", "output") is JsonValue
                && entry["context_length"] is JsonValue);
        return complete > 0
            ? $"{complete} of {entries.Count} entries of {list.AbsolutePath} have a price and a context length."
            : throw new RefusedException(
                $"{list.AbsolutePath} lists {entries.Count} models, "
                + $"none with pricing.input, pricing.output and context_length.");
    }

    /// <summary>The list of models beside the chat of an OpenAI-compatible API.</summary>
    private static Uri Beside(RecordedExchange call)
    {
        const string Chat = "/chat/completions";
        var address = call.Address.GetLeftPart(UriPartial.Path);
        return address.EndsWith(Chat, StringComparison.Ordinal)
            ? new($"{address[..^Chat.Length]}/models")
            : throw new NotTriedException("The address of the list of models is not known.");
    }

    private static async Task<string> BillingAsync(CheckSession session, CancellationToken cancellationToken)
    {
        var billing = session.Target.Billing ?? throw new NotTriedException("No --billing-url was given.");
        var id = Id(await session.AnswerExchangeAsync(cancellationToken)).Id
            ?? throw new NotTriedException("The answer had no id to ask about.");
        using var request = new HttpRequestMessage(HttpMethod.Post, billing)
        {
            Content = JsonContent.Create(new JsonObject { ["requestIds"] = new JsonArray(id) }),
        };
        await SignAsync(session, request, cancellationToken);
        var answer = await session.SendAsync(request, cancellationToken);
        var costs = answer.AnswerJson.At("requests") as JsonArray
            ?? throw new DefectException(
                $"Asked for the cost of a request, it answers {(int?)answer.Status} without 'requests'.");
        var entry = costs.OfType<JsonObject>().FirstOrDefault(one => one["requestId"].Text() == id)
            ?? throw new DefectException("The answer does not have the request that was asked about.");
        return entry["costNanoUsd"] is JsonValue cost && cost.TryGetValue<long>(out var nanos) && nanos >= 0
            ? $"The request cost {nanos} nano-USD."
            : throw new DefectException(
                $"costNanoUsd must be a whole number that is not negative; "
                + $"it is {entry["costNanoUsd"]?.ToJsonString() ?? "missing"}.");
    }

    /// <summary>With the credentials of a call, which are the same by that page.</summary>
    private static async Task SignAsync(
        CheckSession session, HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var call = await session.AnswerExchangeAsync(cancellationToken);
        foreach (var (name, value) in call.Headers.Where(header =>
            header.Key is "authorization" or "x-api-key" or "api-key"))
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }
    }

    private static (string Name, string? Id) Id(RecordedExchange exchange) =>
        IdHeaders.Select(name => (Name: name, Id: exchange.AnswerHeader(name))).FirstOrDefault(header =>
            header.Id is not null);
}
