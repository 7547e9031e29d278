using System.Text.Json;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Tasks.Responses.Output;

/// <summary>
/// The result of a function that the service ran itself (<c>function_call_output</c>). Its call stands in the same
/// response, and is for information only: it must not be run again (dotnet/extensions#7306).
/// </summary>
/// <param name="id">The item's id.</param>
/// <param name="markRun">Told the id of the call.</param>
internal sealed class FunctionOutputItem(string id, Action<string> markRun) : OutputItem(id)
{
    private string? _callId;
    private object? _result;

    public override void Close()
    {
        if (_callId is not null)
        {
            Add(new FunctionResultContent(_callId, _result));
        }
    }

    protected override void ReadCore(JsonElement item, bool isDone)
    {
        if (TextOf(item, "call_id") is { Length: > 0 } callId)
        {
            _callId = callId;
            markRun(callId);
        }

        if (item.TryGetProperty("output", out var output) && output.ValueKind != JsonValueKind.Null)
        {
            _result = TextOf(item, "output") ?? Text(output) ?? (object)output.Clone();
        }
    }

    /// <summary>The text of a list of parts that are nothing else.</summary>
    private static string? Text(JsonElement output)
    {
        if (output.ValueKind != JsonValueKind.Array)
        {
            return null;
        }

        List<string> texts = [];
        foreach (var part in output.EnumerateArray())
        {
            if (TextOf(part, "text") is not { } text)
            {
                return null;
            }

            texts.Add(text);
        }

        return string.Join('\n', texts);
    }
}
