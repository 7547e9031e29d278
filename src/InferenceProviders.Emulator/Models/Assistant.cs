using InferenceProviders.Emulator.Chat;

namespace InferenceProviders.Emulator.Models;

/// <summary>A small deterministic assistant: what it says follows from the prompt.</summary>
internal static class Assistant
{
    public static ChatAnswer Answer(ChatRequest request, EmulatorModel model, long number)
    {
        _ = number;
        var prompt = request.Messages.LastOrDefault(message => message.Role == "user")?.Text ?? "";
        return new($"You asked: {prompt}") { Reasoning = model.Reasoning ? $"The user says: {prompt}" : null };
    }
}
