namespace InferenceProviders.Transport;

/// <summary>
/// Reads a large body while it arrives, part by part, so that it never has to be in memory as a whole.
/// </summary>
/// <typeparam name="TResult">What is made of the body.</typeparam>
internal interface IPartReader<out TResult>
{
    /// <summary>Reads as much of a part as can be understood.</summary>
    /// <param name="utf8">What has not been read yet.</param>
    /// <param name="isLast">Whether nothing follows.</param>
    /// <returns>How many bytes were read. The others come again, with what follows them.</returns>
    int Read(ReadOnlySpan<byte> utf8, bool isLast);

    /// <summary>The result, when the last part has been read.</summary>
    TResult Finish();
}
