using System.Text.Json;
using InferenceProviders.Providers.Contracts;

namespace InferenceProviders.Tasks.Chat;

/// <summary>Where the text of an event stands, and whether that is all that the event adds to an answer.</summary>
internal struct TextSpan
{
    private int _count;

    /// <summary>The first byte of the text, behind its quote.</summary>
    public int Start { get; private set; }

    /// <summary>The quote behind the text.</summary>
    public int End { get; private set; }

    /// <summary>The field of the reasoning that the text is; null for text of the answer.</summary>
    public string? ReasoningField { get; private set; }

    /// <summary>Whether there is just one text, and nothing else that a second reading would add again.</summary>
    public readonly bool IsOnly => _count == 1;

    /// <summary>Notes a text, whose string the reader has just read. An empty one adds nothing.</summary>
    public void Add(in Utf8JsonReader reader, string? reasoningField)
    {
        if (!reader.ValueSpan.IsEmpty)
        {
            _count++;
            Start = (int)reader.TokenStartIndex + 1;
            End = Start + reader.ValueSpan.Length;
            ReasoningField = reasoningField;
        }
    }

    /// <summary>
    /// Notes a value, at whose beginning the reader is, that is added to what there is each time that it is read. Null
    /// adds nothing.
    /// </summary>
    public void Spoil(in Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.Null)
        {
            _count = 2;
        }
    }
}
