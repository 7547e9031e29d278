using InferenceProviders.Mcp.Tests.Support;
using ModelContextProtocol.Protocol;
using static InferenceProviders.Mcp.Tests.Support.ScriptedModel;

namespace InferenceProviders.Mcp.Tests;

public sealed class ResultTests
{
    private static readonly byte[] Bytes = [1, 2, 3, 4, 5];

    [Fact]
    public async Task Contents_of_every_kind_are_shown_to_the_caller_and_the_model_gets_what_it_can_read()
    {
        var (result, model) = await RunAsync(
            new TextContentBlock { Text = "Here:" },
            ImageContentBlock.FromBytes(Bytes, "image/png"),
            AudioContentBlock.FromBytes(Bytes, "audio/wav"),
            new EmbeddedResourceBlock
            {
                Resource = new TextResourceContents { Uri = "file:///a.txt", Text = "a text" },
            },
            new EmbeddedResourceBlock
            {
                Resource = BlobResourceContents.FromBytes(Bytes, "file:///a.zip", "application/zip"),
            },
            new ResourceLinkBlock
            {
                Uri = "https://example.com/doc",
                Name = "doc",
                MimeType = "text/html",
                Description = "A page",
            },
            new ResourceLinkBlock { Uri = "https://example.com/raw", Name = "raw" });

        Assert.Collection(
            result.Outputs!,
            static output => Assert.Equal("Here:", Assert.IsType<TextContent>(output).Text),
            static output =>
                Assert.Equal(("image/png", 5), (((DataContent)output).MediaType, ((DataContent)output).Data.Length)),
            static output => Assert.Equal("audio/wav", ((DataContent)output).MediaType),
            static output => Assert.Equal("a text", Assert.IsType<TextContent>(output).Text),
            static output =>
                Assert.Equal(
                    ("application/zip", "file:///a.zip"),
                    (((DataContent)output).MediaType, ((DataContent)output).Name)),
            static output =>
                Assert.Equal(
                    ("https://example.com/doc", "text/html"),
                    (((UriContent)output).Uri.AbsoluteUri, ((UriContent)output).MediaType)),
            static output => Assert.Equal("raw https://example.com/raw", Assert.IsType<TextContent>(output).Text));
        var parts = Assert.IsAssignableFrom<IEnumerable<AIContent>>(model.Results[0].Result).ToList();
        Assert.Equal("Here:", Assert.IsType<TextContent>(parts[0]).Text);
        Assert.Equal("image/png", Assert.IsType<DataContent>(parts[1]).MediaType);
        Assert.Equal(
            "[audio/wav, 5 bytes: shown to the user, not to you]\na text\n[application/zip, 5 bytes, file:///a.zip: "
            + "shown to the user, not to you]\n" +
            "https://example.com/doc (text/html), doc, A page\nraw https://example.com/raw",
            Assert.IsType<TextContent>(parts[2]).Text);
        Assert.IsType<CallToolResult>(result.RawRepresentation);
    }

    [Fact]
    public async Task A_model_that_reads_text_only_is_told_of_images()
    {
        var (_, model) = await RunAsync(
            new McpToolsOptions { MediaTypesForModel = [] }, ImageContentBlock.FromBytes(Bytes, "image/png"));

        Assert.Equal("[image/png, 5 bytes: shown to the user, not to you]", model.Results[0].Result);
    }

    [Fact]
    public async Task Text_over_the_limit_is_cut_with_a_note()
    {
        var (result, model) = await RunAsync(
            new McpToolsOptions { MaxResultCharacters = 100 }, new TextContentBlock { Text = new string('a', 60) },
            new TextContentBlock
            {
                Text = $"{new string('b', 39)}😀{new string('c', 500)}",
            });

        Assert.Equal(
            $"{new string('a', 60)}\n{new string('b', 39)}\n[cut: 39 of 541 characters are shown]", result.TextOf());
        Assert.Equal(result.TextOf(), model.LastResult);
        Assert.Equal(541, ((TextContentBlock)((CallToolResult)result.RawRepresentation!).Content[1]).Text.Length);
    }

    [Fact]
    public async Task Media_over_the_limit_is_left_out_with_a_note()
    {
        var (result, model) = await RunAsync(
            new McpToolsOptions { MaxResultMediaBytes = 1000 }, ImageContentBlock.FromBytes(new byte[900], "image/png"),
            ImageContentBlock.FromBytes(new byte[900], "image/png"));

        Assert.IsType<DataContent>(result.Outputs![0]);
        Assert.Contains(
            "left out: image/png", Assert.IsType<TextContent>(result.Outputs[1]).Text, StringComparison.Ordinal);
        Assert.Contains("left out", model.LastResult, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Structured_content_that_no_text_repeats_is_text_too()
    {
        var structured = System.Text.Json.JsonDocument.Parse("""{"degrees": 21, "place": "Paris"}""").RootElement;
        var (alone, _) = await RunAsync(new CallToolResult { StructuredContent = structured });
        var (repeated, _) = await RunAsync(new CallToolResult
        {
            Content = [new TextContentBlock { Text = """{"place":"Paris","degrees":21}""" }],
            StructuredContent = structured,
        });

        Assert.Equal("""{"degrees":21,"place":"Paris"}""", alone.TextOf());
        Assert.Equal("""{"place":"Paris","degrees":21}""", repeated.TextOf());
    }

    [Fact]
    public async Task An_error_without_words_and_a_result_without_content_are_said_in_words()
    {
        var (error, said) = await RunAsync(new CallToolResult { IsError = true });
        var (empty, nothing) = await RunAsync(new CallToolResult());

        Assert.Equal(McpErrorKind.ToolError, error.ErrorOf());
        Assert.StartsWith("Error", said.LastResult, StringComparison.Ordinal);
        Assert.Empty(empty.Outputs!);
        Assert.Equal("[the tool returned nothing]", nothing.LastResult);
    }

    [Fact]
    public async Task Broken_data_is_an_error_and_a_strange_media_type_is_plain_bytes()
    {
        var (result, _) = await RunAsync(
            new ImageContentBlock { Data = "!!not base64!!"u8.ToArray(), MimeType = "image/png" },
            ImageContentBlock.FromBytes(Bytes, "not a media type"));

        Assert.IsType<ErrorContent>(result.Outputs![0]);
        Assert.Equal("application/octet-stream", Assert.IsType<DataContent>(result.Outputs[1]).MediaType);
    }

    private static Task<(McpServerToolResultContent Result, ModelRequest Model)> RunAsync(
        params ContentBlock[] content) => RunAsync(new McpToolsOptions(), content);

    private static Task<(McpServerToolResultContent Result, ModelRequest Model)> RunAsync(
        McpToolsOptions options, params ContentBlock[] content) =>
        RunAsync(new CallToolResult { Content = content }, options);

    private static async Task<(McpServerToolResultContent Result, ModelRequest Model)> RunAsync(
        CallToolResult result, McpToolsOptions? options = null)
    {
        await using var server = await TestMcpServer.StartAsync(TestMcpServer.Define("get", () => result));
        var model = new ScriptedModel(Asks(Call("get")), Says("Done."));
        await using var chat = model.UseMcpServerTools(options);
        var response = await chat.GetResponseAsync("Go.", new() { Tools = [server.Tool()] });
        return (Assert.Single(response.All<McpServerToolResultContent>()), model.LastRequest);
    }
}
