using InferenceProviders;
using InferenceProviders.Mcp;
using McpToolCalling;
using Microsoft.Extensions.AI;

namespace Quickstart.Demos;

/// <summary>A tool of an MCP server, which this process calls for whatever model asks for it.</summary>
internal static class McpTool
{
    private const string Question = "How is the weather in Paris?";

    public static async Task RunAsync(IChatClient chat, Terminal terminal, CancellationToken cancellationToken)
    {
        await using var server = await TravelServer.StartAsync(cancellationToken);
        terminal.Heading("A tool of an MCP server", $"{Question} (the server is at {server.Address})");
        await using var agent = chat.UseMcpServerTools();

        List<ChatResponseUpdate> updates = [];
        var options = new ChatOptions { Tools = [server.Tool] };
        await foreach (var update in agent.GetStreamingResponseAsync(Question, options, cancellationToken))
        {
            updates.Add(update);
            foreach (var content in update.Contents)
            {
                Show(content, terminal);
            }
        }

        terminal.Line();
        terminal.Report(updates.ToChatResponse().GetRoutingReport());
    }

    private static void Show(AIContent content, Terminal terminal)
    {
        switch (content)
        {
            case TextContent text:
                terminal.Text(text.Text);
                break;
            case McpServerToolCallContent call:
                terminal.Line($"  {call.ServerName} runs {call.Name}");
                break;
            case McpServerToolResultContent result:
                foreach (var output in result.Outputs ?? [])
                {
                    terminal.FaintLine($"  = {output}");
                }

                break;
        }
    }
}
