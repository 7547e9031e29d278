using System.Text;
using System.Text.Json;
using InferenceProviders.Tasks.Chat;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Tasks.Responses.Output;

/// <summary>A call of one of the caller's functions.</summary>
internal sealed class FunctionCallItem(string id) : CallItem(id)
{
    private FunctionCallContent? _shown;

    /// <summary>Null where the upstream provider gave none.</summary>
    public string? CallId { get; private set; }

    /// <summary>Whether the service ran it: it is not the caller's to run.</summary>
    public bool IsRun { get; private set; }

    /// <summary>
    /// The service ran it. The caller may have been shown it already, but has not been told yet that the answer is
    /// complete.
    /// </summary>
    public void MarkRun()
    {
        IsRun = true;
        if (_shown is { } shown)
        {
            shown.InformationalOnly = true;
        }
    }

    protected override void ReadCore(JsonElement item, bool isDone)
    {
        base.ReadCore(item, isDone);
        CallId = TextOf(item, "call_id") is var callId && !string.IsNullOrWhiteSpace(callId) ? callId : CallId;
        if (isDone)
        {
            Show();
        }
    }

    public override void Close() => Show();

    private void Show()
    {
        if (_shown is null)
        {
            // Where a server gives no id of the call, that of the item is the one that it knows.
            _shown = ToolArguments.Read(CallId ?? Id, Name, Encoding.UTF8.GetBytes(Arguments));
            _shown.InformationalOnly = IsRun;
            Add(_shown);
        }
    }
}
