namespace InferenceProviders.Benchmarks.Subjects;

/// <summary>
/// One of those that are compared. Each method makes a client for an address and gives back one operation of it, ready
/// to be repeated. An operation returns how much it read or wrote, so that it can be checked that all of them do the
/// same work.
/// </summary>
internal interface ISubject : IDisposable
{
    string Name { get; }

    /// <summary>Asks and reads a whole answer; the length of its text.</summary>
    Func<Task<int>> Chat(Uri address);

    /// <summary>
    /// Asks and reads a streamed answer to its end; the length of its text and of the arguments of its calls. The
    /// action runs at the first text.
    /// </summary>
    Func<Action?, Task<int>> Stream(Uri address);

    /// <summary>The same as <see cref="Chat"/> over the Responses API.</summary>
    Func<Task<int>> Respond(Uri address);

    /// <summary>The same as <see cref="Stream"/> over the Responses API.</summary>
    Func<Task<int>> StreamResponse(Uri address);

    /// <summary>Embeds texts; the sum of the bits of all numbers.</summary>
    Func<Task<int>> Embed(Uri address, string[] texts);

    /// <summary>Sends a history of so many messages to a handler that throws it away; the length of its text.</summary>
    Func<Task<int>> History(HttpMessageHandler handler, int messages);
}
