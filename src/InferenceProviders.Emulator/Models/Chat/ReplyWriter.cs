using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using InferenceProviders.Emulator.Models.Language;

namespace InferenceProviders.Emulator.Models.Chat;

/// <summary>What the assistant says.</summary>
internal static partial class ReplyWriter
{
    private const int LongestQuote = 160;
    private const int HighestCount = 100_000;

    public static string Write(Conversation conversation, EmulatorModel model) =>
        conversation.Results.Count > 0 ? Results(conversation)
        : Media(conversation) is { Length: > 0 } seen ? seen
        : Skill(conversation)
        ?? Echo(conversation, model);

    /// <summary>Goes on where a text ends.</summary>
    public static string Continue(string prompt)
    {
        var facts = new PromptFacts(prompt);
        var topic = facts.Names.Count > 0 ? facts.Names[^1] : facts.Keywords.Count > 0 ? facts.Keywords[^1] : "nothing";
        return $" what the emulator knows of {topic}. It counts {facts.Words.Count} words before this one.";
    }

    /// <summary>Uses what the tools gave.</summary>
    public static string Results(Conversation conversation) =>
        string.Join(
            ' ', conversation.Results.Select(
                result => $"According to {result.Tool}: {Sentence(Flatten(result.Text))}"));

    public static string See(ImagePart image) =>
        image.Picture is { } picture ? $"I see {picture}."
        : $"I was given the address of an image at {new Uri(image.Address!).Host}, which I cannot open.";

    private static string Media(Conversation conversation) =>
        string.Join(' ', conversation.Question?.Parts.Select(part => part switch
    {
        ImagePart image => See(image),
        AudioPart audio => $"I hear {audio.Data.Length} bytes of {audio.Format} audio.",
        _ => null,
    }).OfType<string>() ?? []);

    /// <summary>The few things that it can really do.</summary>
    private static string? Skill(Conversation conversation)
    {
        var prompt = conversation.Prompt;
        if (SayPattern().Match(prompt) is { Success: true } say)
        {
            return say.Groups[1].Value.Trim('"', '“', '”', '\'', ' ');
        }

        if (CountPattern().Match(prompt) is { Success: true } count
            && int.TryParse(count.Groups[1].ValueSpan, CultureInfo.InvariantCulture, out var last) && last is > 0
            and <= HighestCount)
        {
            return string.Join(' ', Enumerable.Range(1, last));
        }

        if (SumPattern().Match(prompt) is { Success: true } sum && Calculate(sum) is { } result)
        {
            return $"{sum.Value.Trim()} = {result.ToString(CultureInfo.InvariantCulture)}.";
        }

        if (MyNamePattern().IsMatch(prompt))
        {
            var name = conversation.Messages.Where(message => message.Role == "user")
                .Select(message => IntroductionPattern().Match(message.Text)).LastOrDefault(match => match.Success);
            return name is null ? "You have not told me your name." : $"Your name is {name.Groups[1].Value}.";
        }

        return null;
    }

    private static string Echo(Conversation conversation, EmulatorModel model)
    {
        var told = conversation.Instructions is { Length: > 0 } instructions
            ? $" My instructions are: “{Excerpt.Of(instructions, LongestQuote)}”"
            : "";
        if (conversation.Prompt.Length == 0)
        {
            return $"Hello! I am {Name(model)} in the emulator. What can I do for you?{told}";
        }

        var topic = conversation.Facts.Names.Count > 0
            ? string.Join(", ", conversation.Facts.Names.Take(3))
            : string.Join(", ", conversation.Facts.Keywords.Where(word => char.IsLetter(word[0])).Take(3));
        var about = topic.Length > 0 ? $" about {topic}" : "";
        return $"You wrote{about}: “{Excerpt.Of(conversation.Prompt, LongestQuote)}” I am {Name(model)} in the "
            + $"emulator: I know no facts, but I read all {conversation.Facts.Words.Count} words.{told}";
    }

    private static double? Calculate(Match sum)
    {
        var left = double.Parse(sum.Groups[1].ValueSpan, CultureInfo.InvariantCulture);
        var right = double.Parse(sum.Groups[3].ValueSpan, CultureInfo.InvariantCulture);
        return sum.Groups[2].Value switch
        {
            "+" or "plus" => left + right,
            "-" or "minus" => left - right,
            "*" or "x" or "×" or "times" => left * right,
            _ => right == 0 ? null : left / right,
        };
    }

    /// <summary>JSON as words: <c>city: Paris, temperature: 21</c>.</summary>
    private static string Flatten(string text)
    {
        if (text is not ['{' or '[', ..])
        {
            return text.Trim('"');
        }

        try
        {
            return Flatten(JsonNode.Parse(text));
        }
        catch (JsonException)
        {
            return text;
        }
    }

    private static string Flatten(JsonNode? json) => json switch
    {
        JsonObject fields => string.Join(", ", fields.Select(field => $"{field.Key}: {Flatten(field.Value)}")),
        JsonArray items => string.Join(", ", items.Select(Flatten)),
        null => "nothing",
        _ => json.ToString(),
    };

    private static string Sentence(string text) =>
        text.Length == 0 ? "nothing." : text[^1] is '.' or '!' or '?' ? text : text + '.';

    private static string Name(EmulatorModel model) => model.Id[(model.Id.LastIndexOf('/') + 1)..];

    [GeneratedRegex(
        @"^(?:please )?(?:say|repeat|(?:reply|respond|answer) with)(?: exactly| only| just"
            + @"| the words?)*:?\s+(.+?)[.!]?$",
        RegexOptions.IgnoreCase | RegexOptions.Singleline)]
    private static partial Regex SayPattern();

    [GeneratedRegex(@"\bcount (?:from 1 |from one )?(?:up )?to (\d+)", RegexOptions.IgnoreCase)]
    private static partial Regex CountPattern();

    [GeneratedRegex(
        @"(?<![\w.])(\d+(?:\.\d+)?)\s*(\+|-|\*|x|×|/|÷|plus|minus|times|divided by)\s*(\d+(?:\.\d+)?)(?![\w-])",
        RegexOptions.IgnoreCase)]
    private static partial Regex SumPattern();

    [GeneratedRegex(@"\bwhat(?:'s| is) my name\b", RegexOptions.IgnoreCase)]
    private static partial Regex MyNamePattern();

    [GeneratedRegex(@"\b[Mm]y name is (\p{Lu}[\w'-]*)", RegexOptions.CultureInvariant)]
    private static partial Regex IntroductionPattern();
}
