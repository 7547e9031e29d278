using InferenceProviders.Routing.Attempts;

namespace InferenceProviders.Routing.Calls;

/// <summary>
/// An answer that arrives piece by piece. When an attempt gives it, its first piece is there: until then a failure is
/// an ordinary one, after which another route may be tried; from then on it is
/// <see cref="InferenceErrorKind.Interrupted"/>, with what had been given out.
/// </summary>
/// <typeparam name="TPiece">A piece.</typeparam>
internal interface ICallStream<TPiece> : IAttemptResult, IAsyncDisposable
    where TPiece : class
{
    /// <summary>
    /// Whether the piece that was read last is the last one. A stream that cannot tell says no, and then ends.
    /// </summary>
    bool IsLast { get; }

    /// <summary>The text so far, for the error of an answer that breaks off; null when there was none.</summary>
    string? PartialText { get; }

    /// <summary>The next piece; null when the answer has ended.</summary>
    ValueTask<TPiece?> ReadAsync();

    /// <summary>What an exception of <see cref="ReadAsync"/> means: see <see cref="Attempt.Translate"/>.</summary>
    Exception Translate(Exception exception);
}
