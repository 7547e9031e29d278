namespace InferenceProviders.Tasks.Chat;

/// <summary>What the model is told of a call that has no result in the history.</summary>
internal static class ApprovalNotes
{
    public const string Unanswered = "This call awaits the user's approval. It has not been run.";

    public const string Approved = "The user approved this call. It has not been run.";

    public const string Unknown =
        "The user approved this call. Its result is not in the history: whether it was run is unknown.";

    public const string Handled = "The result of this call is not in the history: whether it was run is unknown.";

    private const string Denied = "The user did not approve this call. It was not run.";

    public static string Denial(string? reason) =>
        string.IsNullOrWhiteSpace(reason) ? Denied : $"{Denied} The user's reason: {reason}";
}
