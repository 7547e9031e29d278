using System.Text.Json;
using System.Text.Json.Nodes;
using InferenceProviders.Conformance.Wire;

namespace InferenceProviders.Conformance.Runners.Typed;

/// <summary>What the runners of typed tasks share: one call a method, by the task's name.</summary>
internal abstract class TypedRunner : ICaseRunner
{
    private readonly Dictionary<
        string, Func<TypedArguments, InferenceRouter, CancellationToken, Task<JsonNode?>>> _calls =
        new(StringComparer.Ordinal);

    public IReadOnlySet<string> Methods => _calls.Keys.ToHashSet();

    public Task<JsonNode?> CallAsync(CapturedCall call, InferenceRouter router, CancellationToken cancellationToken) =>
        _calls[call.Method](new TypedArguments(call, InputNames), router, cancellationToken);

    public virtual JsonNode? Expected(WireCase wireCase) => JsonNode.Parse(wireCase.Result.GetRawText());

    /// <summary>The Python client's names for inputs.</summary>
    protected abstract string[] InputNames { get; }

    /// <summary>
    /// Registers a call under the names of both clients: <c>imageToText</c> and <c>image_to_text</c>.
    /// </summary>
    protected void Add(string method, Func<TypedArguments, InferenceRouter, CancellationToken, Task<JsonNode?>> call)
    {
        _calls.Add(method, call);
        _calls[JsonNamingPolicy.SnakeCaseLower.ConvertName(method)] = call;
    }

    protected static bool IsPython(TypedArguments arguments) =>
        arguments.Call.Method.Contains('_', StringComparison.Ordinal);

    protected static JsonArray List<T>(IEnumerable<T> items, Func<T, JsonNode?> show) => new([.. items.Select(show)]);

    protected static JsonNode? Labels(IEnumerable<LabelScore> labels) => List(labels, label => new JsonObject
    {
        ["label"] = label.Label,
        ["score"] = label.Score,
    });

    protected static JsonObject Answer(ExtractedAnswer answer)
    {
        var shown = new JsonObject { ["answer"] = answer.Text };
        Set(shown, "score", answer.Score);
        Set(shown, "start", answer.Start);
        Set(shown, "end", answer.End);
        return shown;
    }

    protected static void Set(JsonObject shown, string name, JsonNode? value)
    {
        if (value is not null)
        {
            shown[name] = value;
        }
    }
}
