using System.Text.Json;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Tasks.Chat;

/// <summary>The counts of an answer. Those at the root win over those that are elsewhere.</summary>
internal struct AnswerUsage
{
    private UsageDetails? _details;
    private bool _isNested;

    public readonly UsageDetails? Details => _details;

    /// <summary>Reads a value of <c>usage</c>, or of another name for it.</summary>
    /// <param name="reader">At the value; then at its end.</param>
    /// <param name="fields">Gets what is in it and is no count.</param>
    /// <param name="isNested">Whether it stands elsewhere than at the root.</param>
    public void Read(ref Utf8JsonReader reader, ref AdditionalFields fields, bool isNested)
    {
        if (isNested && _details is not null && !_isNested)
        {
            reader.Skip();
            return;
        }

        _isNested = reader.TokenType == JsonTokenType.StartObject ? isNested : _isNested;
        var value = reader;
        if (UsageReader.Read(ref reader, ref _details))
        {
            // Times, notes and the like are no counts: they are kept as they came.
            fields.KeepForResponse("usage", value);
        }
    }

    /// <summary>
    /// Looks for counts under another name, or inside a provider's own object: Groq's streams have them in
    /// <c>x_groq</c> only. Returns whether the field is counts.
    /// </summary>
    /// <param name="name">A name at the root that is not known.</param>
    /// <param name="fields">Gets what is in them and is no count.</param>
    public bool LookFor(in Utf8JsonReader name, ref AdditionalFields fields)
    {
        var reader = name;
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            return false;
        }

        if (UsageReader.IsOtherName(name))
        {
            Read(ref reader, ref fields, isNested: true);
            return true;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isUsage = reader.ValueTextEquals("usage"u8) || UsageReader.IsOtherName(reader);
            reader.Read();
            if (isUsage && reader.TokenType == JsonTokenType.StartObject)
            {
                Read(ref reader, ref fields, isNested: true);
            }
            else
            {
                reader.Skip();
            }
        }

        return false;
    }
}
