using InferenceProviders.Emulator.Models.Language;

namespace InferenceProviders.Emulator.Models.Chat;

/// <summary>A conversation as the assistant reads it: the last question, and the tool results since then.</summary>
internal sealed class Conversation
{
    public Conversation(ChatRequest request)
    {
        Messages = request.Messages;
        var last = Messages.ToList().FindLastIndex(message => message.Role == "user");
        Question = last < 0 ? null : Messages[last];
        Prompt = Question?.Text.Trim() ?? "";
        Facts = new(Prompt);
        Results = [.. Messages.Skip(last + 1).Where(message => message.Role == "tool").Select(Result)];
        FactsWithResults = Results.Count == 0
            ? Facts
            : new(string.Join('\n', Results.Select(result => result.Text).Prepend(Prompt)));
    }

    public IReadOnlyList<ChatMessage> Messages { get; }

    public ChatMessage? Question { get; }

    /// <summary>The text of the question.</summary>
    public string Prompt { get; }

    public PromptFacts Facts { get; }

    public PromptFacts FactsWithResults { get; }

    /// <summary>What tools gave since the question, each with the tool's name.</summary>
    public IReadOnlyList<(string Tool, string Text)> Results { get; }

    public string Instructions =>
        string.Join(
            ' ', Messages.Where(message => message.Role is "system" or "developer")
            .Select(message => message.Text.Trim()));

    private (string Tool, string Text) Result(ChatMessage message)
    {
        var call = Messages.SelectMany(earlier => earlier.ToolCalls).First(call => call.Id == message.ToolCallId);
        var media = message.Parts.OfType<ImagePart>().Select(ReplyWriter.See);
        return (call.Name, string.Join(' ', media.Prepend(message.Text.Trim()).Where(text => text.Length > 0)));
    }
}
