using System.Text;
using Microsoft.Extensions.AI;

namespace InferenceProviders.FaultMatrix.Fuzzing;

/// <summary>
/// Chat answers of forms that the captures have few of: media among the parts, calls in pieces, counts and log
/// probabilities in every place; read whole and as a stream.
/// </summary>
internal static class FieldCases
{
    private const string Pieces =
        """
        data: {"id":"c","model":"m","choices":[{"index":0,"delta":{"role":"assistant","content":"Once ","tool_calls":[{"index":0,"id":"a","function":{"name":"f","arguments":"{}"}}]},"logprobs":{"content":[{"token":"a"}]},"finish_reason":null}]}

        data: {"id":"c","model":"m","choices":[{"index":0,"delta":{"content":"upon","tool_calls":[{"index":0,"id":"b","function":{"arguments":"{\"x\":"}}],"annotations":[{"url":"u"}]},"token_ids":[1],"finish_reason":null}]}

        data: {"id":"c","model":"m","choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"function":{"arguments":"1}"}}],"audio":{"data":"AAAA"}},"usage":{"prompt_tokens":1,"completion_tokens":2},"finish_reason":null}]}

        data: {"id":"c","model":"m","choices":[{"index":0,"delta":{},"finish_reason":"tool_calls"}],"x_groq":{"usage":{"prompt_tokens":1,"completion_tokens":2,"queue_time":0.5}}}

        data: [DONE]


        """;

    private const string Parts =
        """{"id":"c","model":"m","choices":[{"index":0,"message":{"role":"assistant","content":"""
            + """[{"type":"text","text":"Look: "},{"type":"image_url","image_url":{"url":"data:image/png;base64,"""
            + """iVBORw0KGgo="}},{"type":"refusal","refusal":"No"}]},"finish_reason":"stop","stop_reason":"#"}]"""
            + ""","usage":{"prompt_tokens":1,"completion_tokens":2,"cost":0.1}}""";

    public static IEnumerable<FuzzCase> All =>
    [
        Make("field/pieces", Pieces.ReplaceLineEndings("\n"), isStream: true),
        Make(
            "field/lines", Pieces.ReplaceLineEndings("\n").Replace("data: ", "", StringComparison.Ordinal)
            .Replace("\n\n", "\n", StringComparison.Ordinal), isStream: true),
        Make("field/parts", Parts, isStream: false),
        Make(
            "field/parts as a stream",
            $"data: {Parts.Replace("\"message\"", "\"delta\"", StringComparison.Ordinal)}\n\ndata: [DONE]\n\n",
            isStream: true),
    ];

    private static FuzzCase Make(string name, string body, bool isStream) => new(
        name,
        [new CannedAnswer(
            "inference", 200,
            [KeyValuePair.Create("content-type", isStream ? "text/event-stream" : "application/json")],
            Encoding.UTF8.GetBytes(body))],
        async (network, clock, cancellationToken) =>
        {
            using var router = new InferenceRouter(Quiet.Options(network, clock));
            var chat = router.AsIChatClient("org/model");
            if (isStream)
            {
                await chat.GetStreamingResponseAsync(Quiet.Prompt, cancellationToken: cancellationToken)
                    .ToChatResponseAsync(cancellationToken);
            }
            else
            {
                await chat.GetResponseAsync(Quiet.Prompt, cancellationToken: cancellationToken);
            }
        });
}
