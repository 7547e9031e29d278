using System.Text.Json;
using InferenceProviders.Errors;
using InferenceProviders.Routing;
using InferenceProviders.Tasks.Chat;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Tasks.Text;

/// <summary>
/// Reads text completions. Their envelope is that of chat completions, with a <c>text</c> in place of the message, and
/// so is the reader; what looks like reasoning in a raw text is part of it.
/// </summary>
internal sealed class TextAnswerReader(Route route, ResponseInfo info) : IAnswerReader
{
    private readonly ChatAnswerReader _reader = new(route, info, showReasoning: true, splitsThinkTags: false);

    public bool HasFinished => _reader.HasFinished;

    public bool HasActivity => _reader.HasActivity;

    public bool HasSeveralValues => _reader.HasSeveralValues;

    public UsageDetails? Usage => _reader.Usage;

    public string? PartialText => _reader.PartialText;

    public ChatResponseUpdate? Read(ReadOnlySpan<byte> utf8)
    {
        if (!TgiAnswer.IsLikely(utf8))
        {
            return _reader.Read(utf8);
        }

        try
        {
            return _reader.Read(TgiAnswer.ToOpenAI(utf8) ?? utf8);
        }
        catch (JsonException exception)
        {
            throw _reader.NotAnAnswer("malformed JSON", exception);
        }
    }

    public IReadOnlyList<ChatResponseUpdate> Finish() => _reader.Finish();

    public InferenceException Incomplete(string what) => _reader.Incomplete(what);

    public InferenceException NotAnAnswer(string what, Exception? cause = null) => _reader.NotAnAnswer(what, cause);
}
