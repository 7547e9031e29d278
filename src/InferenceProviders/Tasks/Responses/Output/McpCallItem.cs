using System.Runtime.InteropServices;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Tasks.Responses.Output;

/// <summary>
/// A call that the server makes itself. It is shown when its arguments are complete, its result when the server goes on
/// to something else: <c>responses.js</c> runs a call again, under the same id, when the model's next turn begins with
/// reasoning or is empty, and the last result is the one that the model sees. A call that was not run (all but the last
/// of parallel ones) has no result.
/// </summary>
internal sealed class McpCallItem(string id) : CallItem(id)
{
    /// <summary>How often the server told of a result; on the result when it was more than once.</summary>
    private const string Runs = "mcp_runs";

    private string? _server;
    private McpServerToolResultContent? _result;
    private int _runs;
    private bool _isShown;
    private bool _isClosed;
    private bool _isResultShown;

    public override bool IsRunning => !IsDone;

    protected override void ReadCore(JsonElement item, bool isDone)
    {
        base.ReadCore(item, isDone);
        _server = TextOf(item, "server_label") ?? _server;
        ReadResult(item, isDone);
        if (isDone || HasWholeArguments)
        {
            Show();
        }
    }

    public override void ReadDelta(ResponseEventKind kind, int part, string text)
    {
        base.ReadDelta(kind, part, text);
        if (kind == ResponseEventKind.ArgumentsDone)
        {
            Show();
        }
    }

    public override void Close()
    {
        _isClosed = true;
        Show();
        ShowResult();
    }

    private void ReadResult(JsonElement item, bool isDone)
    {
        var error = item.TryGetProperty("error", out var value) ? ErrorOf(value) : null;
        var output = TextOf(item, "output");
        if (error is null && output is null)
        {
            return;
        }

        _runs += isDone ? 1 : 0;
        _result = new McpServerToolResultContent(Id)
        {
            Outputs = [error is not null ? new ErrorContent(error) : new TextContent(output)],
            RawRepresentation = new RawJson(JsonMarshal.GetRawUtf8Value(item).ToArray()),
        };
        if (_isClosed)
        {
            Show();
            ShowResult();
        }
    }

    private void Show()
    {
        if (!_isShown)
        {
            _isShown = true;
            Add(McpCall(Id, _server));
        }
    }

    private void ShowResult()
    {
        if (_result is not null && !_isResultShown)
        {
            _isResultShown = true;
            if (_runs > 1)
            {
                _result.AdditionalProperties = new() { [Runs] = _runs };
            }

            Add(_result);
        }
    }

    /// <summary>A string on <c>responses.js</c>, an object with a message on OpenAI's.</summary>
    private static string? ErrorOf(JsonElement error) => error.ValueKind switch
    {
        JsonValueKind.String => error.GetString(),
        JsonValueKind.Object => TextOf(error, "message") ?? error.GetRawText(),
        _ => null,
    };
}
