using InferenceProviders.Errors;
using InferenceProviders.Primitives;
using InferenceProviders.Transport;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Tasks.Chat;

/// <summary>Reads one answer of one protocol, whole or event by event, into updates.</summary>
internal interface IAnswerReader
{
    /// <summary>Whether the answer has said that it is at its end. A stream that ends before is broken.</summary>
    bool HasFinished { get; }

    /// <summary>Whether the model has begun: text, reasoning (shown or not) or a tool call.</summary>
    bool HasActivity { get; }

    /// <summary>
    /// Whether there were several JSON values where one is usual: then a whole body is a stream in another form, and
    /// may be cut like one.
    /// </summary>
    bool HasSeveralValues => false;

    /// <summary>What was counted so far.</summary>
    UsageDetails? Usage { get; }

    /// <summary>The text so far; null when there was none.</summary>
    string? PartialText { get; }

    /// <summary>Reads one event, or a whole answer. Returns null when it had no content of its own.</summary>
    /// <exception cref="InferenceException">It is an error, or not an answer.</exception>
    ChatResponseUpdate? Read(ReadOnlySpan<byte> utf8);

    /// <summary>A further update of what was read last, where it gave more than one.</summary>
    ChatResponseUpdate? TakeNext() => null;

    /// <summary>How long the next event may take, given what a stream allows between two of them.</summary>
    TimeSpan Allow(TimeSpan betweenTokens) => betweenTokens;

    /// <summary>The bytes of an event or an answer as raw representation, without what must not be kept.</summary>
    RawJson KeepRaw(byte[] utf8) => new(utf8);

    /// <summary>
    /// The updates at the end of the answer. The last one carries usage and no message id, so that what is added to it
    /// belongs to the response.
    /// </summary>
    /// <exception cref="InferenceException">What was read is not an answer.</exception>
    IReadOnlyList<ChatResponseUpdate> Finish();

    /// <summary>
    /// Reads a whole answer: into the same updates as those of a stream, put together in the same way, so that both
    /// modes give the same response for the same answer.
    /// </summary>
    /// <exception cref="InferenceException">It is an error, or not an answer.</exception>
    ChatResponse ReadWhole(ReadOnlySpan<byte> utf8)
    {
        List<ChatResponseUpdate> updates = [];
        for (var update = Read(utf8); update is not null; update = TakeNext())
        {
            updates.Add(update);
        }

        if (this is { HasSeveralValues: true, HasFinished: false })
        {
            throw Incomplete("a stream that ended in the middle");
        }

        updates.AddRange(Finish());
        return AnnotatedText.Join(updates.ToChatResponse());
    }

    /// <summary>Refuses a whole body that is not JSON: a page, plain text, or nothing.</summary>
    void RequireJson(ReadOnlySpan<byte> utf8)
    {
        var start = JsonText.Start(utf8);
        if (start.IsEmpty)
        {
            throw NotAnAnswer("an empty body");
        }

        if (start[0] is not ((byte)'{' or (byte)'[' or (byte)'"' or (byte)'n'))
        {
            throw NotAnAnswer(start[0] == '<' ? ErrorBody.Parse(start).Message!
                : $"text that is not JSON ('{ErrorBody.Parse(start).Message}')");
        }
    }

    /// <summary>
    /// The error for an answer that ended without being one: what it said instead, else <paramref name="what"/>.
    /// </summary>
    InferenceException Incomplete(string what);

    /// <summary>The error for an answer that is none.</summary>
    InferenceException NotAnAnswer(string what, Exception? cause = null);
}
