using InferenceProviders.Tasks.Pipelines;

namespace InferenceProviders.Tasks.Language;

/// <summary>Sentence similarity: one number a sentence, in the order of the sentences.</summary>
internal static class SentenceSimilarity
{
    public static ResultList<double> Read(ProviderAnswer answer, PipelineRequest request)
    {
        var list = PipelineReader.List(answer, "a number for each sentence", item =>
            item.ValueKind == System.Text.Json.JsonValueKind.Number
                ? item.GetDouble()
                : throw answer.NotAResult("a number for each sentence"));
        var expected = ((IReadOnlyList<string>)((WireBody)request.Inputs!)["sentences"]!).Count;
        return list.Items.Count == expected
            ? list
            : throw answer.NotAResult($"{expected} numbers, one for each sentence");
    }
}
