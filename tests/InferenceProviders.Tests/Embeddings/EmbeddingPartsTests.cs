using System.Runtime.InteropServices;
using System.Text;
using InferenceProviders.Providers;
using InferenceProviders.Routing;
using InferenceProviders.Tasks;
using InferenceProviders.Tasks.Embeddings;

namespace InferenceProviders.Tests.Embeddings;

/// <summary>An answer that arrives in parts says what it says as a whole, wherever it is cut.</summary>
public sealed class EmbeddingPartsTests
{
    private static readonly string Base64 = Convert.ToBase64String(
        MemoryMarshal.AsBytes((ReadOnlySpan<float>)[0.5f, -1f]));

    public static TheoryData<string> Answers => new(
        """{"object":"list","data":[{"object":"embedding","index":1,"embedding":[0.018345922231674194, -0.5,"""
        + """ 1e-05 , -12.5E+2,0]},{"index":0,"embedding":[1,2,3,4,-0.25]}],"model":"mödel","usage":"""
        + """{"prompt_tokens":12,"total_tokens":12}}""",
        "\uFEFF \n{ \"usage\" : {\"prompt_tokens\":12,\"details\":{\"cached_tokens\":[1]}} , \"model\" : "
        + "\"m\\u00f6\" , \"data\" : [ { \"embedding\" : [ 1 , 2 ] } , { \"embedding\" : [3,\r\n4\t] , \"more\" : "
        + "{\"x\":[1,{}]} } ] } \n",
        $$$"""{"data":[{"embedding":"{{{Base64}}}","index":0},{"index":1"""
        + $$$""","embedding":"{{{Base64.Replace("A", "\\u0041", StringComparison.Ordinal)}}}"}],"number":-1.5e3"""
        + $$$""","nothing":null,"end":true}""");

    public static TheoryData<string> NoAnswers => new(
        """{"data":[{"embedding":[1,null,2]}]}""",
        """{"data":[{"embedding":[1,-]}]}""",
        """{"data":[{"embedding":[1,1.e5]}]}""",
        """{"data":[{"embedding":[1 2]}]}""",
        """{"data":[{"embedding":[1e999]}]}""",
        """{"data":[{"embedding":[]}]}""",
        """{"data":[{"embedding":[1,2""",
        """{"data":[{"embedding":"AAAAPwAAg"}]}""",
        """{"data":[{"embedding":[1]}""",
        """{"data":[{"embedding":[1]},{"embedding":[1]},{"embedding":[1]}]}""",
        """{"data":[{"embedding":[1]},{"embedding":[1]}],"usage":{"prompt_tokens":1]}}""",
        """{"data":[{"embedding":[1]},7]}""",
        """{"data":[{"embedding":[1]},{"embedding":[1]}],"model":"\ud83d"x}""",
        """[{"embedding":[1]}]""",
        "<html>busy</html>",
        "");

    [Theory]
    [MemberData(nameof(Answers))]
    public void An_answer_is_the_same_wherever_it_is_cut(string answer)
    {
        var utf8 = Encoding.UTF8.GetBytes(answer);
        var whole = Read(utf8, utf8.Length);

        // A part smaller than an item comes again and again until the item is complete; JSON never begins with less
        // than three bytes.
        for (var size = 3; size < utf8.Length; size++)
        {
            Assert.Equal(whole, Read(utf8, size));
        }
    }

    [Theory]
    [MemberData(nameof(NoAnswers))]
    public void What_is_no_answer_is_refused_wherever_it_is_cut(string answer)
    {
        var utf8 = Encoding.UTF8.GetBytes(answer);
        for (var size = 3; size < utf8.Length + 4; size++)
        {
            var error = Assert.Throws<InferenceException>(() => Read(utf8, size));
            Assert.Equal((InferenceErrorKind.Protocol, "together"), (error.Kind, error.Provider));
        }
    }

    private static string Read(byte[] utf8, int size)
    {
        var reader = new OpenAIEmbeddingsReader(Answer(), 2);
        var (start, end) = (0, 0);
        do
        {
            end = Math.Min(end + size, utf8.Length);
            var isLast = end == utf8.Length;
            start += reader.Read(utf8.AsSpan(start..end), isLast);
        }
        while (end < utf8.Length);

        var result = reader.Finish();
        var vectors = string.Join(" | ", result.Vectors.Select(vector => string.Join(' ', vector)));
        return $"{result.ModelId} {result.Usage?.InputTokenCount} {vectors}";
    }

    private static ProviderAnswer Answer()
    {
        var address = new Uri("https://api.together.example");
        var route = new Route
        {
            Provider = Together.Create(), Model = "m", ProviderModel = "m", Task = InferenceTask.FeatureExtraction,
                AuthMode = AuthMode.Direct, BaseAddress = address,
        };
        return new ProviderAnswer(default, "application/json", address, default, route);
    }
}
