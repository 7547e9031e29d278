using Microsoft.Extensions.AI;

namespace InferenceProviders.Tests.Field;

/// <summary>llama-server tells an answer over the Responses API that was cut at its length as completed.</summary>
[Trait("Category", "Field")]
public sealed class ResponseTruncationTests
{
    [Theory]
    [InlineData(16, 16, "length")]
    [InlineData(16, 15, "stop")]
    [InlineData(null, 16, "stop")]
    public async Task An_answer_that_used_all_its_tokens_was_cut(int? most, int used, string reason)
    {
        var body =
            """{"id":"resp_1","object":"response","created_at":1,"model":"m","status":"completed","output":"""
            + """[{"type":"message","id":"msg_1","role":"assistant","status":"completed","content":"""
            + """[{"type":"output_text","text":"Once upon","annotations":[]}]}],"usage":{"input_tokens":5"""
            + ""","output_tokens":USED,"total_tokens":99}}""".Replace(
                "USED", $"{used}", StringComparison.Ordinal);
        await using var server = ScriptedServer.Start(Reply.Json(body));
        using var router = server.Router();
        var chat = router.AsIChatClient($"{server.Address}v1/responses");

        var response = await chat.GetResponseAsync([FieldAnswer.Question], new ChatOptions { MaxOutputTokens = most });

        Assert.Equal(("Once upon", new ChatFinishReason(reason)), (response.Text, response.FinishReason));
    }
}
