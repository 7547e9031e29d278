using System.Text.Json;

namespace InferenceProviders.Tests.Media.Parameters;

/// <summary>
/// No parameter is silently lost: on every provider, each is on the wire, or is refused with its name before anything
/// is sent.
/// </summary>
public sealed class ParameterTests
{
    /// <summary>Chat, texts and embeddings have tests of their own.</summary>
    private static readonly string[] Elsewhere = ["conversational", "text-generation", "feature-extraction"];

    public static TheoryData<string, string, string> Cases
    {
        get
        {
            var cases = new TheoryData<string, string, string>();
            foreach (var provider in ProviderRegistry.BuiltIn.All)
            {
                foreach (var task in provider.Tasks.Select(task => task.Name).Except(Elsewhere))
                {
                    foreach (var parameter in Specification.Of(task))
                    {
                        cases.Add(provider.Name, task, parameter);
                    }
                }
            }

            return cases;
        }
    }

    public static TheoryData<string> Tasks => [.. Specification.All];

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task A_parameter_is_on_the_wire_or_refused(string provider, string task, string parameter)
    {
        await using var server = MediaServer.Start(
            provider, task, (_, _) =>
                Reply.Json("""{"error":"enough"}""", 400), task == "image-text-to-video" && provider == "novita"
                    ? "MiniMax-H3"
                    : "model-id");
        using var router = server.Router(provider, options => options.RouterEndpoint = server.Server.Address);
        var call = TaskCall.Of(task);
        var value = call.Set(task, parameter);

        var error = await Assert.ThrowsAsync<InferenceException>(() => call.Run(router, provider));

        if (WireNames.IsRefused(provider, task, parameter))
        {
            Assert.Equal(InferenceErrorKind.NotSupported, error.Kind);
            Assert.Equal(provider, error.Provider);
            Assert.Contains(Words(parameter), error.Message, StringComparison.Ordinal);
            Assert.Empty(server.Asked);
            return;
        }

        var request = Assert.Single(server.Asked);
        if (parameter == "media_type" && provider == "hf-inference")
        {
            Assert.Equal("image/jpeg", request.Header("Accept"));
            return;
        }

        if (request.Header("Content-Type")!.StartsWith("multipart/", StringComparison.Ordinal))
        {
            Assert.Contains(
                $"name=\"{parameter}\"\r\n\r\n{value.Trim('"')}\r\n", request.Text, StringComparison.Ordinal);
            return;
        }

        var expected = WireNames.Fields(provider, task, parameter, value);
        var body = provider switch
        {
            "hf-inference" => request.Json.GetProperty("parameters"),
            "replicate" => request.Json.GetProperty("input"),
            _ => request.Json,
        };
        foreach (var field in expected.EnumerateObject())
        {
            Assert.True(
                body.TryGetProperty(field.Name, out var sent)
                && Contains(sent, field.Value), $"'{field.Name}' is not {field.Value} in {request.Text}");
        }
    }

    /// <summary>A property that is added must be listed here, and so is tested on every provider.</summary>
    [Theory]
    [MemberData(nameof(Tasks))]
    public void Every_property_of_the_options_is_a_parameter_of_the_task(string task)
    {
        var unlisted = TaskCall.Of(task).Unlisted(Specification.Of(task));

        // What several tasks share: how a recording is labeled, and the two that one kind of question answering has and
        // the other has not.
        Assert.Equal([], unlisted.Except(task switch
        {
            "automatic-speech-recognition" => ["MediaType"],
            "document-question-answering" => ["AlignToWords"],
            "zero-shot-image-classification" => ["MultiLabel"],
            _ => Array.Empty<string>(),
        }));
    }

    [Fact]
    public void Every_task_of_every_provider_has_its_specification() =>
        Assert.Equal(
            [], ProviderRegistry.BuiltIn.All.SelectMany(provider => provider.Tasks).Select(task => task.Name).Distinct()
            .Except(Elsewhere).Except(Specification.All));

    private static string Words(string parameter) => parameter switch
    {
        "count" => "leave Count out",
        "media_type" => "leave MediaType out",
        "max_tokens_per_doc" => "does not accept MaxTokensPerDocument",
        "truncate" => "does not accept Truncate",
        _ => parameter,
    };

    /// <summary>Whether everything that is expected is there: more may be.</summary>
    private static bool Contains(JsonElement sent, JsonElement expected) => expected.ValueKind switch
    {
        JsonValueKind.Object =>
            sent.ValueKind == JsonValueKind.Object && expected.EnumerateObject()
            .All(field => sent.TryGetProperty(field.Name, out var inner) && Contains(inner, field.Value)),
        JsonValueKind.Array =>
            sent.ValueKind == JsonValueKind.Array && expected.EnumerateArray()
            .Zip(sent.EnumerateArray(), (wanted, given) => Contains(given, wanted)).All(same => same)
            && sent.GetArrayLength() >= expected.GetArrayLength(),
        _ => JsonElement.DeepEquals(sent, expected),
    };
}
