namespace InferenceProviders.Mcp.Tests.Support;

/// <summary>What the model was sent.</summary>
internal sealed record ModelRequest(IReadOnlyList<ChatMessage> Messages, ChatOptions? Options)
{
    public IReadOnlyList<AIFunctionDeclaration> Functions =>
        [.. (Options?.Tools ?? []).OfType<AIFunctionDeclaration>()];

    public IReadOnlyList<string> FunctionNames => [.. Functions.Select(static function => function.Name)];

    public IReadOnlyList<FunctionResultContent> Results =>
        [.. Messages.SelectMany(static message => message.Contents).OfType<FunctionResultContent>()];

    /// <summary>The result of the last call.</summary>
    public string LastResult => Text(Results[^1]);

    public string Transcript =>
        string.Join(
            '\n',
            Messages.Select(
                static message => $"{message.Role}: {string.Join(" | ", message.Contents.Select(Describe))}"));

    public static string Text(FunctionResultContent result) => result.Result switch
    {
        string text => text,
        IEnumerable<AIContent> parts => string.Join(" | ", parts.Select(Describe)),
        var other => $"{other}",
    };

    /// <summary>
    /// Every call is followed at once by its result, and nothing is there that a chat completion does not know.
    /// </summary>
    public void CheckIsWellFormed()
    {
        Assert.All(Options?.Tools ?? [], static tool => Assert.IsAssignableFrom<AIFunctionDeclaration>(tool));
        Assert.All(
            Messages.SelectMany(static message => message.Contents),
            static content =>
                Assert.True(
                    content is TextContent or TextReasoningContent or FunctionCallContent or FunctionResultContent
                    or DataContent, content.GetType().Name));
        List<string> open = [];
        foreach (var message in Messages)
        {
            var calls = message.Contents.OfType<FunctionCallContent>().Select(static call => call.CallId).ToList();
            var results = message.Contents.OfType<FunctionResultContent>().Select(static result => result.CallId)
                .ToList();
            Assert.NotEmpty(message.Contents);
            if (message.Role == ChatRole.Tool)
            {
                Assert.Equal(message.Contents.Count, results.Count);
                Assert.All(
                    results, id =>
                        Assert.True(open.Remove(id), $"The result {id} has no call in front of it:\n{Transcript}"));
            }
            else
            {
                Assert.True(open.Count == 0, $"The calls {string.Join(", ", open)} have no results:\n{Transcript}");
                Assert.Empty(results);
                Assert.True(calls.Count == 0 || message.Role == ChatRole.Assistant);
                open.AddRange(calls);
            }
        }

        Assert.True(open.Count == 0, $"The calls {string.Join(", ", open)} have no results:\n{Transcript}");
    }

    private static string Describe(AIContent content) => content switch
    {
        TextContent text => text.Text,
        FunctionCallContent call =>
            $"{call.Name}({string.Join(", ", (call.Arguments ?? new Dictionary<string, object?>()).Select(static pair => $"{pair.Key}={pair.Value}"))})",
        FunctionResultContent result => $"-> {Text(result)}",
        DataContent data => $"<{data.MediaType}>",
        _ => $"<{content.GetType().Name}>",
    };
}
