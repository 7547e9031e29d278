using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using InferenceProviders.Conformance.Responses.Transcripts;
using InferenceProviders.Emulator;
using InferenceProviders.TestUtilities.Responses;

namespace InferenceProviders.Tests.Responses;

/// <summary>
/// The emulator beside the recordings of the real server: it accepts and refuses the same requests, and its items and
/// events have the same fields.
/// </summary>
public sealed class EmulatedFormTests
{
    /// <summary>What the real server does in one case of chance: it answers 200 and then its process ends.</summary>
    private const string Crash = "error-no-token-stream";

    public static TheoryData<string> Names => new(TranscriptFiles.All
        .Where(
            transcript =>
                transcript.Status is not null && transcript.IsPost && transcript.Name != Crash
                && Body(transcript) is not null)
        .Select(transcript => transcript.Name).Distinct());

    [Theory]
    [MemberData(nameof(Names))]
    public async Task It_takes_and_refuses_the_requests_that_the_real_server_does(string name)
    {
        var transcript = TranscriptFiles.All.First(transcript => transcript.Name == name);
        var isNewer = transcript.Url.Port == 3920;
        await using var emulator = await EmulatorHost.StartAsync(new()
        {
            ResponsesDefects = isNewer
                ? ResponsesDefects.All & ~ResponsesDefects.RefusesReasoning
                : ResponsesDefects.All,
        });
        emulator.Script.For().Text("ok");

        using var response = await SendAsync(emulator, transcript, Body(transcript)!);

        Assert.Equal(transcript.Status, (int)response.StatusCode);
        Assert.Equal(MediaType(transcript), response.Content.Headers.ContentType?.MediaType);
        if (transcript.Status >= 400 && transcript.Body.ValueKind == JsonValueKind.Object)
        {
            var body = JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement;
            Assert.Equal(
                transcript.Body.EnumerateObject().Select(field => field.Name), body.EnumerateObject()
                .Select(field => field.Name).Where(field => transcript.Body.TryGetProperty(field, out _)));
        }
    }

    [Fact]
    public async Task Its_events_and_items_have_the_fields_of_the_real_ones()
    {
        await using var lab = await McpLab.StartAsync();
        await using var emulator = await EmulatorHost.StartAsync(new() { ResponsesDefects = ResponsesDefects.All });
        var recorded = TranscriptFiles.All.SelectMany(transcript => transcript.Events).SelectMany(Forms).ToHashSet();
        var seen = new SortedSet<string>(StringComparer.Ordinal);

        foreach (var (tools, answers) in Scenarios(lab))
        {
            emulator.Script.Clear();
            var rule = emulator.Script.For().Answer(answers[0]);
            foreach (var later in answers[1..])
            {
                rule.ThenAnswer(later);
            }

            var request = JsonSerializer.Serialize(new
            {
                model = "lab/any",
                input = "hi",
                stream = true,
                tools = JsonDocument.Parse(tools).RootElement,
            });
            using var response = await PostAsync(emulator, request);
            foreach (var line in (await response.Content.ReadAsStringAsync()).Split(
                "\n\n", StringSplitOptions.RemoveEmptyEntries))
            {
                Assert.StartsWith("data: {", line, StringComparison.Ordinal);
                seen.UnionWith(Forms(JsonDocument.Parse(line["data: ".Length..]).RootElement));
            }
        }

        Assert.Empty(seen.Except(recorded));
        Assert.Equal(22, seen.Count(form => form.StartsWith("event ", StringComparison.Ordinal)));
    }

    private static IEnumerable<(string Tools, EmulatorAnswer[] Answers)> Scenarios(McpLab lab)
    {
        var server =
            $$"""[{"type":"mcp","server_label":"lab","server_url":"{{lab.Address}}","require_approval":"never"}]""";
        yield return ("[]", [new("Some words.") { Reasoning = "Some thoughts." }]);
        yield return ("""[{"type":"function","name":"f","parameters":{"type":"object"}}]""",
            [new("First") { ToolCalls = [new("f", """{"a":1}"""), new("f", """{"a":2}""")] }]);
        yield return (server,
            [new() { ToolCalls = [new("add", """{"a":1,"b":2}""")] }, new() { ToolCalls = [new("fail")] },
                new("Done.")]);
        yield return (server.Replace("never", "always", StringComparison.Ordinal),
            [new() { ToolCalls = [new("add", """{"a":1,"b":2}""")] }]);
        yield return ("""[{"type":"mcp","server_label":"lab","server_url":"http://127.0.0.1:"""
            + """9/mcp","require_approval":"never"}]""",
            [new("Never said.")]);
    }

    /// <summary>The fields of an event, of the items in it, and of the response in it.</summary>
    private static IEnumerable<string> Forms(JsonElement data)
    {
        yield return $"event {data.GetProperty("type").GetString()}: {Fields(data)}";
        if (data.TryGetProperty("item", out var item))
        {
            yield return $"{data.GetProperty("type").GetString()} {item.GetProperty("type").GetString()}:"
                + $" {Fields(item)}";
        }

        if (data.TryGetProperty("response", out var response))
        {
            yield return $"response: {Fields(response)}";
            foreach (var output in response.GetProperty("output").EnumerateArray())
            {
                yield return $"output {output.GetProperty("type").GetString()}: {Fields(output)}";
            }
        }
    }

    private static string Fields(JsonElement element) =>
        string.Join(' ', element.EnumerateObject().Select(field => field.Name).Order(StringComparer.Ordinal));

    private static string? Body(Transcript transcript)
    {
        var body = transcript.Request.GetProperty("body");
        var text = body.ValueKind == JsonValueKind.String ? body.GetString()! : body.GetRawText();
        if (text.Contains("…<", StringComparison.Ordinal) || text.Contains("\\u2026<", StringComparison.Ordinal))
        {
            return null;
        }

        // The lab's servers are gone; whether they answer is not the question here.
        return text;
    }

    private static string MediaType(Transcript transcript) =>
        transcript.IsStream
            ? "text/event-stream"
            : transcript.Body.ValueKind == JsonValueKind.String ? "text/html"
            : "application/json";

    private static async Task<HttpResponseMessage> SendAsync(EmulatorHost emulator, Transcript transcript, string body)
    {
        var contentType = transcript.Header("Content-Type") is { Length: > 0 } given ? given : "text/plain";
        return await PostAsync(
            emulator, body, transcript.Header("Authorization") is null ? null : emulator.Token, contentType);
    }

    private static async Task<HttpResponseMessage> PostAsync(
        EmulatorHost emulator, string body, string? token = "hf_emulator", string contentType = "application/json")
    {
        using var client = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(emulator.BaseAddress, "v1/responses"));
        request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(contentType);
        if (token is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }

        return await client.SendAsync(request);
    }
}
