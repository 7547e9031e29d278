using System.Text;
using System.Text.Json;
using InferenceProviders.Tasks.Chat;

namespace InferenceProviders.Tasks.Responses.Output;

/// <summary>A call of one of the caller's functions.</summary>
internal sealed class FunctionCallItem(string id) : CallItem(id)
{
    private bool _isShown;

    /// <summary>Null where the upstream provider gave none.</summary>
    public string? CallId { get; private set; }

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
        if (!_isShown)
        {
            _isShown = true;
            Add(ToolArguments.Read(CallId ?? $"call_{Guid.NewGuid():N}", Name, Encoding.UTF8.GetBytes(Arguments)));
        }
    }
}
