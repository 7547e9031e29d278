using Microsoft.Extensions.AI;

namespace InferenceProviders.Tests.Reading;

/// <summary>One way in which a provider's answers differ from the others', as bytes, with what must come out.</summary>
/// <param name="Name">What is special.</param>
/// <param name="Stream">The event stream, byte for byte; null when it has no streamed form.</param>
/// <param name="Whole">The body of a non-streaming answer; null when it has no such form.</param>
/// <param name="Check">What the response must say, in either mode.</param>
internal sealed record Quirk(string Name, byte[]? Stream, byte[]? Whole, Action<ChatResponse> Check)
{
    public Quirk(string name, string? stream, string? whole, Action<ChatResponse> check)
        : this(name, stream is null ? null : Wire.Bytes(stream), whole is null ? null : Wire.Bytes(whole), check)
    {
    }

    public override string ToString() => Name;
}
