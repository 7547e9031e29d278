using System.ComponentModel;
using ModelContextProtocol.Server;

namespace SemanticKernelAgent;

/// <summary>
/// A small MCP server over standard input and output: the sample starts itself once more, with this argument.
/// </summary>
internal static class TravelServer
{
    public const string Argument = "--travel-server";

    public static string CommandLine => $"dotnet \"{typeof(TravelServer).Assembly.Location}\" {Argument}";

    public static async Task RunAsync()
    {
        await using var transport = new StdioServerTransport("travel");
        await using var server = McpServer.Create(transport, new McpServerOptions
        {
            ServerInfo = new() { Name = "travel", Version = "1.0.0" },
            ToolCollection = [McpServerTool.Create(BookTable, new() { Name = "book_table" })],
        });
        await server.RunAsync();
    }

    [Description("Books a table in a restaurant of a city.")]
    private static string BookTable(
        [Description("The city.")] string city, [Description("How many people.")] int people) =>
        $"Booked a table for {people} in {city}, reference T-{people}{city.Length}0";
}
