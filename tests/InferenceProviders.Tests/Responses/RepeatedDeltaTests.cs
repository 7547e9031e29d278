using System.Text;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Tests.Responses;

/// <summary>
/// A delta that repeats the one before it but for its number, its text and its padding is recognized by its bytes. Each
/// stream is read twice: as it is, and with as many spaces in each event as its number, so that no event repeats
/// another.
/// </summary>
public sealed class RepeatedDeltaTests
{
    private static readonly string[] Texts =
        [" the", "", "\\n", "\\\"", "é日本", "\\ud83d", "\\ude00", "😀", "<think>", "</think>", "a\",\"item_id\":\"m2",
            "{\\\"a\\\":1}"];

    private static readonly string[] Numbers = ["1", "12", "-3", "1.5", "null", "\"7\"", "12345678901234567890"];

    private static readonly string[] Events =
    [
        """{"type":"response.output_text.delta","sequence_number":№,"item_id":"m1","output_index":0"""
            + ""","content_index":0,"delta":"§","logprobs":[],"obfuscation":"¶"}""",
        """{"type":"response.output_text.delta","sequence_number":№,"item_id":"m1","output_index":0"""
        + ""","content_index":0,"delta":"§"}""",
        """{"type":"response.output_text.delta","delta":"§","item_id":"m1","content_index":1,"sequence_number":№}""",
        """{"type":"response.output_text.delta","delta":"§"}""",
        """{"type":"response.reasoning_text.delta","sequence_number":№,"item_id":"r1","output_index":1"""
        + ""","content_index":0,"delta":"§"}""",
        """{"type":"response.function_call_arguments.delta","sequence_number":№,"item_id":"f1","output_index":2"""
        + ""","delta":"§","obfuscation":"¶"}""",
        """{"type":"response.output_text.delta","item_id":"m1","delta":"§","text":"§"}""",
        """{"type":"response.output_item.added","output_index":0,"item":"""
        + """{"id":"m1","type":"message","role":"assistant","content":[]}}""",
        """{"type":"response.output_item.added","output_index":1,"item":{"id":"r1","type":"reasoning","summary":[]}}""",
        """{"type":"response.output_item.added","output_index":2,"item":"""
        + """{"id":"f1","type":"function_call","call_id":"c1","name":"f","arguments":""}}""",
        """{"type":"response.unknown","sequence_number":№,"delta":"§"}""",
        """{"type":"response.in_progress"}""",
    ];

    private const string Begin =
        """{"type":"response.created","response":{"id":"resp_1","status":"in_progress","model":"m","output":[]}}""";
    private const string Message =
        """{"type":"response.output_item.added","output_index":0,"item":"""
        + """{"id":"m1","type":"message","role":"assistant","content":[]}}""";
    private const string End =
        """{"type":"response.completed","response":{"id":"resp_1","status":"completed","model":"m","output":[]}}""";

    [Fact]
    public async Task Repeated_deltas_give_what_they_give_when_each_is_read_whole()
    {
        var (asItIs, neverRepeated) = ("", "");
        await using var server = ScriptedServer.Start(request =>
            Reply.Stream(request.Text.Contains("never", StringComparison.Ordinal) ? neverRepeated : asItIs));
        for (var seed = 0; seed < 400; seed++)
        {
            (asItIs, neverRepeated) = Streams(new Random(seed));
            using var router = server.Router();
            var chat = router.AsIChatClient("org/model", ChatProtocol.Responses);

            var whole = await ReadAsync(chat, "never repeated");
            var repeated = await ReadAsync(chat, "as it is");

            Assert.Equal($"seed {seed}\n{whole}", $"seed {seed}\n{repeated}");
        }
    }

    private static (string AsItIs, string NeverRepeated) Streams(Random random)
    {
        List<string> events = [Begin, Message];
        for (var rounds = random.Next(1, 6); rounds > 0; rounds--)
        {
            var form = Events[random.Next(Events.Length)];
            for (var times = random.Next(1, 8); times > 0; times--)
            {
                var number = random.Next(5) == 0 ? Numbers[random.Next(Numbers.Length)] : $"{events.Count}";
                events.Add(form.Replace("§", Texts[random.Next(Texts.Length)], StringComparison.Ordinal)
                    .Replace("¶", Texts[random.Next(Texts.Length)], StringComparison.Ordinal)
                    .Replace("№", number, StringComparison.Ordinal));
            }
        }

        events.Add(End);
        return (Join(events, json => json),
            Join(events.Index(), one => $"{{{new string(' ', one.Index + 1)}{one.Item[1..]}"));
    }

    private static string Join<T>(IEnumerable<T> events, Func<T, string> write) => events.Aggregate(
        new StringBuilder(), (all, one) => all.Append("event: response.any\ndata: ").Append(write(one)).Append("\n\n"),
        all => all.ToString());

    private static async Task<string> ReadAsync(IChatClient chat, string prompt)
    {
        var said = new StringBuilder();
        try
        {
            await foreach (var update in chat.GetStreamingResponseAsync(prompt))
            {
                foreach (var content in update.Contents)
                {
                    said.Append(update.MessageId).Append(' ').Append(content.GetType().Name).Append(": ")
                        .Append(content switch
                    {
                        TextContent text => text.Text,
                        TextReasoningContent reasoning => reasoning.Text,
                        FunctionCallContent call => call.Name + string.Join(',', call.Arguments?.Keys ?? []),
                        _ => "",
                    }).Append('\n');
                }
            }
        }
        catch (InferenceException exception)
        {
            said.Append(exception.Kind).Append(": ").Append(exception.Message);
        }

        return said.ToString();
    }
}
