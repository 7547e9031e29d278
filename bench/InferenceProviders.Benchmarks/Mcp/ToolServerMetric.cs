using InferenceProviders.Benchmarks.Ratios;
using InferenceProviders.Benchmarks.Subjects;
using InferenceProviders.Mcp;
using Microsoft.Extensions.AI;
using ModelContextProtocol.Client;

namespace InferenceProviders.Benchmarks.Mcp;

/// <summary>
/// A tool call at an MCP server with all that is around it, beside the SDK's call alone (the floor) and the SDK's tools
/// in Microsoft.Extensions.AI's loop (the peer); and what five hundred tools cost a turn that calls none.
/// </summary>
internal sealed class ToolServerMetric : IMetric
{
    private const int Calls = 600;
    private const int Turns = 200;

    public string Name => "mcp";

    public async IAsyncEnumerable<Figure> MeasureAsync(Contest contest)
    {
        await using var calls = await ToolCalls.CreateAsync(contest.Server.ToolServer);
        Func<Task<int>>[] operations = [calls.Ours, calls.Floor, calls.Peer];
        await Measure.WarmUpAsync(operations, TimeSpan.FromSeconds(4));
        var times = await Measure.LatenciesAsync(operations, Calls);
        double[] half = [.. times.Select(own => Measure.Percentile(own, 50))];
        yield return new(
            "MCP tool call, p50, µs (floor: SDK alone; peer: its tools in MEAI)", half[0], half[1], half[2],
            "<= 1.3 x floor", half[0] <= 1.3 * half[1]);
        var bytes = await Measure.AllocatedAsync(operations, 100);
        yield return new(
            "MCP tool call, KB of the process", bytes[0] / 1024, bytes[1] / 1024, bytes[2] / 1024, "<= 1.3 x floor",
            bytes[0] <= 1.3 * bytes[1]);

        await foreach (var figure in MeasureManyAsync(contest.Server.ManyToolsServer))
        {
            yield return figure;
        }
    }

    /// <summary>The turn writes all of the tools into its request, which goes nowhere.</summary>
    private static async IAsyncEnumerable<Figure> MeasureManyAsync(Uri address)
    {
        await using var client = await McpClient.CreateAsync(
            new HttpClientTransport(new() { Endpoint = address, TransportMode = HttpTransportMode.StreamableHttp }));
        var tools = await client.ListToolsAsync();
        using var handler = new NullHandler();
        using var router = new InferenceRouter(new()
        {
            UseEnvironment = false,
            Token = Conversation.Key,
            HttpMessageHandler = handler,
        });
        var chat = router.AsIChatClient(Conversation.Model);
        await using var ours = chat.UseMcpServerTools(
            new McpToolsOptions { MaxOfferedTools = ToolServers.Many, MaxOfferedToolTokens = int.MaxValue });
        Func<Task<int>>[] operations =
            [ToolCalls.Ask(ours, [ToolCalls.Hosted(address)]), ToolCalls.Ask(chat, [.. tools])];
        await Measure.WarmUpAsync(operations, TimeSpan.FromSeconds(4));
        var times = await Measure.LatenciesAsync(operations, Turns);
        double[] half = [.. times.Select(own => Measure.Percentile(own, 50) / 1000)];
        yield return Contest.Figure(
            "turn with 500 MCP tools, p50, ms (floor: the tools as functions)", half[0], half[1], "<= 5 ms",
            half[0] <= 5);
        var bytes = await Measure.AllocatedAsync(operations, 20);
        yield return Contest.Figure(
            "turn with 500 MCP tools, KB", bytes[0] / 1024, bytes[1] / 1024, "<= 512 KB", bytes[0] <= 512 * 1024);
    }
}
