namespace InferenceProviders.Tasks.Chat;

/// <summary>
/// The arguments of a call whose text is no JSON object: a dictionary with that text as its only entry, so that it is
/// seen, survives serialization, and goes back to the model as JSON. To look an argument up throws: a function that
/// binds its parameters by name fails before it runs, instead of running with its defaults in place of what the model
/// meant. <c>AIFunctionArguments</c> looks up in the dictionary that it is given, so that this holds in
/// <c>FunctionInvokingChatClient</c>, too, which does not look at <c>FunctionCallContent.Exception</c>; it reports the
/// failure to the model.
/// </summary>
internal static class UnreadableArguments
{
    /// <summary>The name of the entry.</summary>
    public const string Name = "invalid_arguments";

    /// <param name="text">What the model wrote.</param>
    /// <param name="problem">What a lookup throws.</param>
    public static Dictionary<string, object?> Create(string text, Exception problem)
    {
        var comparer = new ThrowingComparer();
        var arguments = new Dictionary<string, object?>(comparer) { [Name] = text };
        comparer.Problem = problem;
        return arguments;
    }

    private sealed class ThrowingComparer : IEqualityComparer<string>
    {
        public Exception? Problem { get; set; }

        public bool Equals(string? x, string? y) => string.Equals(x, y, StringComparison.Ordinal);

        public int GetHashCode(string name) =>
            Problem is null
                ? name.GetHashCode(StringComparison.Ordinal)
                : throw new InvalidOperationException(Problem.Message, Problem);
    }
}
