namespace ProviderCheck.Checks;

/// <summary>What a check came to.</summary>
internal enum Verdict
{
    /// <summary>It works.</summary>
    Passed,

    /// <summary>It works, in a form that other clients may not expect. It counts as passed.</summary>
    Remark,

    /// <summary>It does not, or not as it should.</summary>
    Failed,

    /// <summary>The server says that it does not do this, which is no defect.</summary>
    NotSupported,

    /// <summary>It was not tried.</summary>
    Skipped,
}

/// <summary>One thing that is tried.</summary>
/// <param name="Group">The part of the report: <c>chat</c>, <c>tools</c>, …</param>
/// <param name="Name">What it is called there.</param>
/// <param name="IsOptional">Whether a server may refuse it without a defect.</param>
/// <param name="RunAsync">
/// Tries it; what it returns is the sentence for a success. It throws <see cref="DefectException"/> for a defect,
/// <see cref="RemarkException"/> for a small one, <see cref="RefusedException"/> for what the server does not do, and
/// <see cref="NotTriedException"/> where there is nothing to try.
/// </param>
internal sealed record Check(
    string Group, string Name, bool IsOptional, Func<CheckSession, CancellationToken, Task<string>> RunAsync);

/// <summary>What was found.</summary>
/// <param name="Group">The part of the report.</param>
/// <param name="Check">The check's name.</param>
/// <param name="Verdict">What it came to.</param>
/// <param name="Sentence">What was found, in a sentence.</param>
/// <param name="Duration">How long it took.</param>
internal sealed record Finding(string Group, string Check, Verdict Verdict, string Sentence, TimeSpan Duration);

/// <summary>Something does not work as it should; the message is the sentence of the report.</summary>
internal sealed class DefectException(string sentence) : Exception(sentence);

/// <summary>It works, and is not quite as it should be.</summary>
internal sealed class RemarkException(string sentence) : Exception(sentence);

/// <summary>The server says that it does not do this.</summary>
internal sealed class RefusedException(string sentence) : Exception(sentence);

/// <summary>There was nothing to try; the message says why.</summary>
internal sealed class NotTriedException(string sentence) : Exception(sentence);
