using System.Globalization;
using InferenceProviders.Benchmarks.Frameworks;
using InferenceProviders.Benchmarks.Mcp;
using InferenceProviders.Benchmarks.Ratios;
using InferenceProviders.Benchmarks.Server;
using InferenceProviders.Benchmarks.Subjects;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Benchmarks.Profiles;

/// <summary>
/// A call to be looked at closely, with the server that it asks. <c>history-1</c> is a whole answer without a server:
/// what is left is the client's own.
/// </summary>
internal sealed class ProfiledCall : IAsyncDisposable
{
    private readonly ServerProcess _server;
    private readonly NullHandler _handler = new();
    private readonly SharedConnectionMetric.Handler _http = new();
    private readonly ISubject _subject;

    private readonly ToolCalls? _tools;

    private ProfiledCall(string answer, string who, ServerProcess server, ToolCalls? tools)
    {
        (_server, _tools) = (server, tools);
        _subject = who switch { "floor" => new Floor(), "peer" => new OpenAISdk(), _ => new Ours() };
        var address = _server.For(answer);
        Operation = tools is not null ? who switch { "floor" => tools.Floor, "peer" => tools.Peer, _ => tools.Ours }
            : answer == "chat" ? _subject.Chat(address)
            : answer is "response" or "response-mcp" ? _subject.Respond(address)
            : answer.StartsWith("loop", StringComparison.Ordinal) ? Loop(answer, who)
            : answer == "http2" ? Shared(_subject)
            : answer.StartsWith("history", StringComparison.Ordinal) ? _subject.History(_handler, Size(answer))
            : answer.StartsWith("base64", StringComparison.Ordinal)
                || answer.StartsWith("floats", StringComparison.Ordinal)
                ? _subject.Embed(address, [.. Enumerable.Range(0, Size(answer)).Select(index => $"Text {index}")])
            : _subject.Stream(address) is var stream ? () => stream(null) : null!;
    }

    /// <param name="answer">
    /// One of the server's answers (of the Responses API whole ones only), <c>history-</c> and a number of messages,
    /// <c>loop</c>, <c>loop-streamed</c>, <c>loop-kernel</c>, <c>http2</c> or <c>mcp</c>.
    /// </param>
    /// <param name="who">Ours, the floor or the peer.</param>
    public static async Task<ProfiledCall> CreateAsync(string answer, string who)
    {
        var server = ServerProcess.Start();
        return new(answer, who, server, answer == "mcp" ? await ToolCalls.CreateAsync(server.ToolServer) : null);
    }

    public Func<Task<int>> Operation { get; }

    public async ValueTask DisposeAsync()
    {
        if (_tools is not null)
        {
            await _tools.DisposeAsync();
        }

        _subject.Dispose();
        _handler.Dispose();
        _http.Dispose();
        _server.Dispose();
    }

    /// <summary>Two hundred calls at once over one connection.</summary>
    private Func<Task<int>> Shared(ISubject subject)
    {
        var address = new Uri(_server.SecureAddress, "chat");
        return SharedConnectionMetric.AtOnce(
            subject is Ours ours ? ours.Chat(address, _http) : Floor.Chat(address, _http));
    }

    /// <summary>Three tools by turns: <c>loop</c>, <c>loop-streamed</c>, <c>loop-kernel</c>.</summary>
    private Func<Task<int>> Loop(string how, string who)
    {
        var address = _server.For("loop");
        if (how == "loop-kernel")
        {
            return KernelMetric.WithFunctions(
                who switch
                {
                    "floor" => KernelMetric.Floor(address),
                    "peer" => KernelMetric.Peer(address),
                    _ => KernelMetric.Ours(address),
                });
        }

        IChatClient client = who switch
        {
            "floor" => new FloorChatClient(address),
            "peer" => ChatClients.Peer(address),
            _ => ChatClients.Router(address).AsIChatClient(Conversation.Model),
        };
        client = client.AsBuilder().UseFunctionInvocation().Build();
        return how == "loop" ? FunctionsMetric.Whole(client) : FunctionsMetric.Streamed(client);
    }

    private static int Size(string answer) =>
        int.Parse(answer.AsSpan(answer.IndexOf('-', StringComparison.Ordinal) + 1), CultureInfo.InvariantCulture);
}
