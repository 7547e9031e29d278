using System.Text;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Tests.Docs;

/// <summary>
/// The page that says what becomes of every content, tool and option of the abstractions in each protocol. Every cell
/// is what a call did; a type that a later version brings fails the test until it has a row.
/// </summary>
public sealed class ContentMatrixTests
{
    private static readonly string File = Path.Combine(Checkout.Root, "docs", "contents.md");

    /// <summary>To write the page: set <c>INFERENCE_TESTS_WRITE=1</c> and run this test.</summary>
    [Fact]
    public async Task The_page_says_what_calls_do()
    {
        var page = await PageAsync();
        if (Environment.GetEnvironmentVariable("INFERENCE_TESTS_WRITE") == "1")
        {
            await System.IO.File.WriteAllTextAsync(File, page);
        }

        Assert.DoesNotContain("dropped", page, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(page, (await System.IO.File.ReadAllTextAsync(File)).ReplaceLineEndings("\n"));
    }

    [Fact]
    public void Every_content_type_has_a_row() =>
        Assert.Equal([], Missing(typeof(AIContent), ContentMatrix.Contents.SelectMany(row => row.Types)));

    [Fact]
    public void Every_tool_type_has_a_row() =>
        Assert.Equal([], Missing(typeof(AITool), ContentMatrix.Tools.SelectMany(row => row.Types)));

    [Fact]
    public void Every_option_has_a_row() =>
        Assert.Equal(
            [], typeof(ChatOptions).GetProperties().Select(property => property.Name)
            .Except(ContentMatrix.Options.Select(row => row.Name.Split(' ', '=')[0])));

    private static IEnumerable<string> Missing(Type root, IEnumerable<Type> known) =>
        root.Assembly.GetExportedTypes().Where(type => type.IsAssignableTo(root) && !type.IsAbstract).Except(known)
            .Select(type => type.Name).Order();

    private static async Task<string> PageAsync()
    {
        await using var calls = new ContentMatrix();
        var page = new StringBuilder(
            """
            # Contents, tools and options by protocol

            A test makes these calls and writes this page: each cell shows what was sent. A path is a place in the body. Words in brackets are what the
            model is told when the protocol has no field for a content. What is refused is never sent. "Responses" means Hugging Face's server, or any other that keeps
            nothing and runs no tools; "OpenAI" means OpenAI's own Responses API. See [Chat](chat.md).


            """);
        await AddAsync(page, "Contents of a history", "Content", ContentMatrix.Contents, calls.ContentAsync);
        await AddAsync(page, "Tools", "Tool", ContentMatrix.Tools, calls.OptionAsync);
        await AddAsync(page, "Options", "Option", ContentMatrix.Options, calls.OptionAsync);
        return page.ToString().ReplaceLineEndings("\n").TrimEnd() + "\n";
    }

    private static async Task AddAsync<TRow>(
        StringBuilder page, string title, string kind, IEnumerable<TRow> rows, Func<TRow, int, Task<string>> cell)
        where TRow : ContentMatrix.Row
    {
        page.Append("## ").AppendLine(title).AppendLine()
            .AppendLine($"| {kind} | Chat completions | Responses | OpenAI |").AppendLine("|---|---|---|---|");
        foreach (var row in rows)
        {
            page.Append("| ").Append(row.Name).Append(" | ");
            for (var column = 0; column < 3; column++)
            {
                page.Append(await cell(row, column)).Append(column < 2 ? " | " : " |\n");
            }
        }

        page.AppendLine();
    }
}
