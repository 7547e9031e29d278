using System.Text.Json;
using InferenceProviders.Transport;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Tasks.Completions;

/// <summary>
/// Writes messages that are a role and one text, as most of a history are: whole runs of them go to the writer as one
/// value, with commas in it.
/// </summary>
internal ref struct PlainMessages(Utf8JsonWriter writer) : IDisposable
{
    private const int FirstBuffer = 1024;

    /// <summary>
    /// What is put together at once: more would be copied when it is no longer in the processor's cache.
    /// </summary>
    private const int Enough = 1 << 14;

    private JsonPiece _run = new(FirstBuffer);

    /// <summary>Takes a message; false when there is more to it than this can write.</summary>
    public bool TryAdd(ChatMessage message)
    {
        if (message.Contents is not [TextContent { Text: { Length: <= JsonStrings.TooLong } text, Annotations: null }]
            || !string.IsNullOrWhiteSpace(message.AuthorName))
        {
            return false;
        }

        var start = message.Role.Value switch
        {
            "user" => """{"role":"user","content":"""u8,
            "assistant" => """{"role":"assistant","content":"""u8,
            "system" => """{"role":"system","content":"""u8,
            _ => default,
        };
        if (start.IsEmpty)
        {
            return false;
        }

        if (_run.Length > 0)
        {
            _run.Add(","u8);
        }

        _run.Add(start);
        _run.AddString(text);
        _run.Add("}"u8);
        if (_run.Length > Enough)
        {
            Flush();
        }

        return true;
    }

    /// <summary>Writes what was taken so far: anything else comes behind it.</summary>
    public void Flush()
    {
        if (_run.Length > 0)
        {
            _run.WriteTo(writer);
        }
    }

    public void Dispose() => _run.Dispose();
}
