namespace InferenceProviders.Mcp.Tests.Support;

/// <summary>
/// A server on standard input and output, written down line by line: what servers have been seen to do there.
/// </summary>
internal sealed class NodeServer : IDisposable
{
    private readonly string _file = Path.Combine(Path.GetTempPath(), $"mcp-{Guid.NewGuid():N}.mjs");

    /// <param name="onOther">
    /// JavaScript for a method that it does not know, with <c>id</c> and <c>say(object)</c> at hand.
    /// </param>
    /// <param name="onStart">JavaScript for the start.</param>
    /// <param name="say">How a message is written; <c>text</c> is its JSON.</param>
    public NodeServer(
        string onOther = "say({jsonrpc: '2.0', id, error: {code: -32601, message: 'Method not found'}})",
        string onStart = "", string say = "process.stdout.write(text + '\\n')") =>
        File.WriteAllText(_file, $$"""
            import { createInterface } from 'node:readline';
            const say = message => { const text = JSON.stringify(message); {{say}}; };
            {{onStart}};
            createInterface({ input: process.stdin }).on('line', line => {
              const { id, method, params } = JSON.parse(line);
              if (id === undefined) return;
              if (method === 'initialize') say({ jsonrpc: '2.0', id, result: { protocolVersion: '2025-06-18', capabilities: { tools: {} }, serverInfo: { name: 's', version: '1' } } });
              else if (method === 'tools/list') say({ jsonrpc: '2.0', id, result: { tools: [{ name: 'good', inputSchema: { type: 'object' } }, { name: 'bad', inputSchema: null }] } });
              else if (method === 'tools/call') say({ jsonrpc: '2.0', id, result: { content: [{ type: 'text', text: '17 degrees', annotations: { audience: ['system'] } }] } });
              else { {{onOther}}; }
            });
            """);

    public string CommandLine => $"\"{Everything.Node}\" \"{_file}\"";

    public void Dispose() => File.Delete(_file);
}

/// <summary>A test that needs Node.js, and says so where it is not installed.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class NodeTheoryAttribute : TheoryAttribute
{
    public NodeTheoryAttribute() => Skip = Everything.Node is null ? "Node.js is not on the PATH." : null;
}
