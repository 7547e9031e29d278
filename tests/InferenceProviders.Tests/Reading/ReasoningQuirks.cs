using System.Text.Json;
using Microsoft.Extensions.AI;
using static InferenceProviders.TestUtilities.Wire;

namespace InferenceProviders.Tests.Reading;

/// <summary>Where providers put a model's reasoning.</summary>
internal static class ReasoningQuirks
{
    public static IEnumerable<Quirk> All =>
    [
        InField("reasoning_content"),
        InField("reasoning"),
        new(
            "reasoning in two fields at once is taken once",
            Events(
                Chunk("""{"reasoning":"Why","reasoning_content":"Why"}"""),
                Chunk("""{"reasoning":" not","reasoning_content":" not"}"""),
                Chunk("""{"content":"Yes"}""", "\"stop\"")) + Done,
            Answer("""{"content":"Yes","reasoning":"Why not","reasoning_content":"Why not"}"""),
            response =>
            {
                Expect.Text(response, "Yes");
                Expect.Reasoning(response, "Why not", "reasoning");
            }),
        new(
            "reasoning null and empty beside content",
            Events(
                Chunk("""{"content":"A","reasoning_content":null}"""),
                Chunk("""{"content":"B","reasoning":""}""", "\"stop\"")) + Done,
            Answer("""{"content":"AB","reasoning_content":null,"reasoning":""}"""),
            response =>
            {
                Expect.Text(response, "AB");
                Assert.Empty(response.Messages[0].Contents.OfType<TextReasoningContent>());
            }),
        new(
            "reasoning_details in pieces",
            Events(
                Chunk("""{"reasoning_details":[{"type":"reasoning.text","text":"First, ","index":0,"format":"f"}]}"""),
                Chunk(
                    """{"reasoning_details":[{"type":"reasoning.text","text":"think.","index":0"""
                    + ""","signature":"sig"}]}"""),
                Chunk("""{"reasoning_details":[{"type":"reasoning.encrypted","data":"AbC","index":1}]}"""),
                Chunk("""{"content":"Done."}""", "\"stop\"")) + Done,
            Answer(
                """{"content":"Done.","reasoning_details":[{"type":"reasoning.text","text":"First, think.","index":"""
                + """0,"format":"f","signature":"sig"},{"type":"reasoning.encrypted","data":"AbC","index":1}]}"""),
            response =>
            {
                Expect.Text(response, "Done.");
                Expect.Reasoning(response, "First, think.", "reasoning_details");
                var details = Assert.Single(
                    response.Messages[0].Contents.OfType<TextReasoningContent>(), content =>
                        content.ProtectedData is not null).ProtectedData!;
                Assert.True(JsonElement.DeepEquals(
                    JsonElement.Parse(
                        """[{"type":"reasoning.text","text":"First, think.","index":0"""
                        + ""","format":"f","signature":"sig"},{"type":"reasoning.encrypted","data":"AbC","index":"""
                        + """1}]"""),
                    JsonElement.Parse(details)));
            }),
        new(
            "reasoning_details beside reasoning",
            Events(
                Chunk(
                    """{"reasoning":"Hm","reasoning_details":[{"type":"reasoning.summary","summary":"Hm","index":"""
                    + """0}]}"""),
                Chunk("""{"content":"Ok"}""", "\"stop\"")) + Done,
            Answer(
                """{"content":"Ok","reasoning":"Hm","reasoning_details":"""
                + """[{"type":"reasoning.summary","summary":"Hm","index":0}]}"""),
            response =>
            {
                Expect.Text(response, "Ok");
                Expect.Reasoning(response, "Hm", "reasoning");
                Assert.Single(
                    response.Messages[0].Contents.OfType<TextReasoningContent>(), content =>
                        content.ProtectedData is not null);
            }),
        Tags("think tags in one piece", "<think>\nLet me see.\n</think>\n\nIt is 4."),
        Tags(
            "think tags cut in odd places", "<th", "ink>", "\n", "Let me", " see.", "\n", "</", "think", ">\n", "\nIt",
            " is 4."),
        Tags(
            "think tags letter by letter",
            [.. "<think>\nLet me see.\n</think>\n\nIt is 4.".Select(letter => letter.ToString())]),
        new(
            "a think tag that is never closed",
            TextStream("<think>", "\nOn and on", "\n"),
            Answer("""{"content":"<think>\nOn and on\n"}"""),
            response =>
            {
                Expect.Text(response, "");
                Expect.Reasoning(response, "On and on\n", "think");
            }),
        new(
            "what looks like a think tag and is none",
            TextStream("<thi", "s> is HTML", " <think>not at the beginning</think>"),
            Answer("""{"content":"<this> is HTML <think>not at the beginning</think>"}"""),
            response =>
            {
                Expect.Text(response, "<this> is HTML <think>not at the beginning</think>");
                Assert.Empty(response.Messages[0].Contents.OfType<TextReasoningContent>());
            }),
        new(
            "an empty think block",
            TextStream("<think>\n\n</think>", "\n\nHello"),
            Answer("""{"content":"<think>\n\n</think>\n\nHello"}"""),
            response =>
            {
                Expect.Text(response, "Hello");
                Assert.Empty(response.Messages[0].Contents.OfType<TextReasoningContent>());
            }),
        new(
            "thinking as content parts",
            Events(
                Chunk("""{"content":[{"type":"thinking","thinking":[{"type":"text","text":"Step "}]}]}"""),
                Chunk("""{"content":[{"type":"thinking","thinking":[{"type":"text","text":"one."}]}]}"""),
                Chunk("""{"content":"Then "}"""),
                Chunk("""{"content":[{"type":"text","text":"two."}]}""", "\"stop\"")) + Done,
            Answer(
                """{"content":[{"type":"thinking","thinking":[{"type":"text","text":"Step one."}]},"""
                + """{"type":"text","text":"Then two."}]}"""),
            response =>
            {
                Expect.Text(response, "Then two.");
                Expect.Reasoning(response, "Step one.", "thinking_part");
            }),
    ];

    private static Quirk InField(string field) => new(
        $"reasoning in {field}",
        Events(
            Chunk("""{"role":"assistant","content":""}"""),
            Chunk($$"""{"{{field}}":"Two and two "}"""),
            Chunk($$"""{"{{field}}":"are four."}"""),
            Chunk("""{"content":"It is"}"""),
            Chunk("""{"content":" 4."}""", "\"stop\"")) + Done,
        Answer($$"""{"role":"assistant","content":"It is 4.","{{field}}":"Two and two are four."}"""),
        response =>
        {
            Expect.Text(response, "It is 4.");
            Expect.Reasoning(response, "Two and two are four.", field);
            Expect.Finish(response, ChatFinishReason.Stop);
        });

    private static Quirk Tags(string name, params string[] pieces) => new(
        name,
        TextStream(pieces),
        Answer($$"""{"content":{{JsonSerializer.Serialize(string.Concat(pieces))}}}"""),
        response =>
        {
            Expect.Text(response, "It is 4.");
            Expect.Reasoning(response, "Let me see.", "think");
        });
}
