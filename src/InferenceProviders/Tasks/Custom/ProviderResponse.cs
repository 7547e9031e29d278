using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using InferenceProviders.Primitives;

namespace InferenceProviders;

/// <summary>What a provider answered to a codec of yours, read to its end.</summary>
[Experimental(Experiments.Codecs)]
public sealed class ProviderResponse
{
    private readonly Tasks.ProviderAnswer _answer;

    internal ProviderResponse(Tasks.ProviderAnswer answer) => _answer = answer;

    internal Tasks.ProviderAnswer Answer => _answer;

    /// <summary>The body.</summary>
    public ReadOnlyMemory<byte> Body => _answer.Body;

    /// <summary>The media type without parameters, in lower case; null when the answer had none.</summary>
    public string? MediaType => _answer.MediaType;

    /// <summary>The body as JSON.</summary>
    /// <exception cref="InferenceException">
    /// It is something else (<see cref="InferenceErrorKind.Protocol"/>).
    /// </exception>
    public JsonElement Json => _answer.Json;

    /// <summary>
    /// The error to throw for an answer that lacks what the task gives; the router may then take another provider.
    /// </summary>
    /// <param name="missing">What is missing, for the message: <c>an image in 'data'</c>.</param>
    /// <returns>An error of kind <see cref="InferenceErrorKind.Protocol"/>.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="missing"/> is null.</exception>
    public InferenceException Unexpected(string missing)
    {
        ArgumentNullException.ThrowIfNull(missing);
        return _answer.NotAResult(missing);
    }

    /// <summary>The error to throw for a success that says it is a failure, such as a job that failed.</summary>
    /// <param name="reason">The provider's own words; null when it gave none. Secrets are taken out of them.</param>
    /// <returns>
    /// An error whose kind follows from the words: a content filter, a bad request; else
    /// <see cref="InferenceErrorKind.ProviderUnavailable"/>.
    /// </returns>
    public InferenceException Failed(string? reason) => _answer.JobFailed(new(reason, null, null, null));

    /// <summary>Nothing of the body.</summary>
    public override string ToString() => $"{MediaType ?? "no type"}, {Body.Length} bytes";
}
