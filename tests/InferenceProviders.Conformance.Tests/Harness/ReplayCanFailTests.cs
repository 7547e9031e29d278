using System.Text.Json.Nodes;
using InferenceProviders.Conformance.Comparison;

namespace InferenceProviders.Conformance.Harness;

/// <summary>
/// A replay that cannot fail proves nothing: each kind of difference, put into a real capture, must be found, and
/// nothing else.
/// </summary>
public sealed class ReplayCanFailTests
{
    [Fact]
    public async Task A_capture_as_it_is_has_no_difference() => Assert.Empty(await Chat(_ => { }));

    [Theory]
    [InlineData("body.$json.model", "\"other\"", "inference/body/model")]
    [InlineData("body.$json.messages.1.content", "\"What?\"", "inference/body/messages/1/content")]
    [InlineData("body.$json.temperature", "0.25", "inference/body/temperature")]
    [InlineData(
        "body.$json.tools.0.function.parameters.required", "[]", "inference/body/tools/0/function/parameters/required")]
    [InlineData("body.$json.unheard_of", "1", "inference/body/unheard_of")]
    [InlineData("method", "\"PUT\"", "inference/method")]
    [InlineData("url", "\"https://router.huggingface.co/groq/v1/chat/completions\"", "inference/url")]
    [InlineData("headers.authorization", "\"Bearer hf_OTHER\"", "inference/header/authorization")]
    [InlineData("headers.content-type", "\"text/plain\"", "inference/header/content-type")]
    [InlineData("headers.x-hf-bill-to", "\"someone\"", "inference/header/x-hf-bill-to")]
    public async Task A_request_that_differs_is_a_difference_at_its_place(string path, string json, string where)
    {
        var difference = Assert.Single(await Chat(root => Set(root["exchanges"]![1]!["request"]!, path, json)));

        Assert.Equal(where, difference.Where);
    }

    [Fact]
    public async Task A_field_that_only_we_send_is_a_difference()
    {
        var difference = Assert.Single(
            await Chat(root => root["exchanges"]![1]!["request"]!["body"]!["$json"]!.AsObject().Remove("seed")));

        Assert.Equal(new Difference("inference/body/seed", Difference.Absent, "42"), difference);
    }

    [Fact]
    public async Task A_header_that_only_we_send_is_a_difference()
    {
        var difference = Assert.Single(
            await Chat(root => root["exchanges"]![1]!["request"]!["headers"]!.AsObject().Remove("authorization")));

        Assert.Equal(
            new Difference("inference/header/authorization", Difference.Absent, "Bearer hf_TOKEN"), difference);
    }

    [Fact]
    public async Task Numbers_are_compared_by_value() =>
        Assert.Empty(await Chat(root => Set(root, "exchanges.1.request.body.$json.temperature", "5e-1")));

    [Fact]
    public async Task A_captured_request_that_we_do_not_make_is_a_difference()
    {
        var differences = await Chat(root => root["exchanges"]!.AsArray().Add(root["exchanges"]![1]!.DeepClone()));

        Assert.Equal("inference#2", Assert.Single(differences).Where);
    }

    [Fact]
    public async Task A_request_that_the_capture_has_not_is_a_difference()
    {
        var differences = await Chat(root => root["exchanges"]!.AsArray().RemoveAt(0));

        Assert.Equal("hub-mapping", Assert.Single(differences).Where);
    }

    [Theory]
    [InlineData("id", "\"other\"", "result/id")]
    [InlineData("choices.0.finish_reason", "\"stop\"", "result/finishReason")]
    [InlineData("choices.0.message.content", "\"Rome.\"", "result/text")]
    [InlineData(
        "choices.0.message.tool_calls.0.function.arguments", "\"{\\\"city\\\":\\\"Rome\\\"}\"",
        "result/toolCalls/0/arguments/city")]
    [InlineData("usage.completion_tokens", "4", "result/usage/output")]
    [InlineData("created", "1", "result/created")]
    public async Task A_result_that_differs_is_a_difference_at_its_place(string path, string json, string where)
    {
        var difference = Assert.Single(await Chat(root => Set(root["result"]!, path, json)));

        Assert.Equal(where, difference.Where);
    }

    [Fact]
    public async Task A_piece_of_a_stream_that_differs_is_a_difference()
    {
        var differences = await Captures.ReplayAsync(Captures.Changed(
            "js/groq.jsonl", "groq/chat-completion--stream--routed", root =>
                Set(root["result"]!, "$stream.1.choices.0.delta.content", "\"um.\"")));

        Assert.Equal(
            ["inference/body/stream_options", "result/pieces/1", "result/text"],
            differences.Select(difference => difference.Where).Order());
    }

    [Fact]
    public async Task An_answer_where_the_client_threw_is_a_difference()
    {
        var difference = Assert.Single(
            await Chat(root => Set(root, "result", """{"$error":{"class":"Error","message":"no"}}""")));

        Assert.Equal("result", difference.Where);
        Assert.Equal("Error: no", difference.Theirs);
    }

    [Theory]
    [InlineData("exchanges.1.response.status", "401", "result/error/kind")]
    [InlineData("exchanges.1.response.body.$json.error", "\"Something else\"", "result/error/message")]
    [InlineData("exchanges.1.response.headers.x-request-id", "\"req-2\"", "result/error/requestId")]
    public void The_comparison_of_errors_reads_what_the_provider_answered(string path, string json, string where)
    {
        // The error of the unchanged capture, against an answer that is another one.
        var wireCase = Captures.Changed(
            "js/_errors.jsonl", "_errors/http--chat--402--error-string--routed", root => Set(root, path, json));
        var ours = new InferenceException(
            InferenceErrorKind.CreditsExhausted, "groq answered 402: Something went wrong.")
        {
            StatusCode = (System.Net.HttpStatusCode)wireCase.Exchanges[1].Response.GetProperty("status").GetInt32(),
            RequestId = "req-err-1",
        };
        var answer = (ours.StatusCode.Value,
            wireCase.Exchanges[1].Response.GetProperty("headers").GetProperty("x-request-id").GetString());

        var difference = Assert.Single(
            ErrorComparison.Compare(wireCase, wireCase.Error!, ours, textBefore: null, answer));

        Assert.Equal(where, difference.Where);
    }

    [Fact]
    public void An_exception_with_the_token_in_it_is_a_difference()
    {
        var wireCase = Captures.Changed("js/_errors.jsonl", "_errors/http--chat--402--error-string--routed", _ => { });
        var ours = new InferenceException(InferenceErrorKind.Unknown, "Something went wrong with hf_TOKEN.");

        Assert.Contains(
            ErrorComparison.Compare(wireCase, wireCase.Error!, ours, textBefore: null, answer: null), difference =>
                difference.Where == "result/error/secret");
    }

    [Fact]
    public async Task An_option_that_the_replay_does_not_know_is_an_error_of_the_replay()
    {
        var wireCase = Captures.Changed(
            "js/groq.jsonl", "groq/chat-completion--plain--routed", root =>
                Set(root, "call.options", """{"unheard_of":1}"""));

        var exception = await Assert.ThrowsAsync<NotSupportedException>(() => Captures.ReplayAsync(wireCase));
        Assert.Contains("unheard_of", exception.Message, StringComparison.Ordinal);
    }

    private static Task<IReadOnlyList<Difference>> Chat(Action<JsonNode> change) =>
        Captures.ReplayAsync(Captures.Changed("js/groq.jsonl", "groq/chat-completion--full--routed", change));

    /// <summary>Puts a value at a path of member names and indexes.</summary>
    private static void Set(JsonNode root, string path, string json)
    {
        var steps = path.Split('.');
        var node = steps[..^1].Aggregate(
            root, (current, step) => int.TryParse(step, out var index) ? current[index]! : current[step]!);
        if (node is JsonArray list)
        {
            list[int.Parse(steps[^1], System.Globalization.CultureInfo.InvariantCulture)] = JsonNode.Parse(json);
        }
        else
        {
            node[steps[^1]] = JsonNode.Parse(json);
        }
    }
}
