
namespace InferenceProviders.Tests.Reading;

/// <summary>A response of status 200 that is not an answer, as bytes, with the error that it must give.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Body">The body.</param>
/// <param name="Kind">The kind of the error.</param>
/// <param name="Words">What the message must say.</param>
/// <param name="PartialText">The text that came before it broke.</param>
internal sealed record BrokenAnswer(
    string Name, byte[] Body, InferenceErrorKind Kind, string Words, string? PartialText = null)
{
    public BrokenAnswer(string name, string body, InferenceErrorKind kind, string words, string? partialText = null)
        : this(name, Wire.Bytes(body), kind, words, partialText)
    {
    }

    public override string ToString() => Name;
}
