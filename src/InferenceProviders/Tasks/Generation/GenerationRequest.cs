using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using InferenceProviders.Catalog;
using InferenceProviders.Diagnostics;
using InferenceProviders.Routing.Calls;
using InferenceProviders.Routing.Reports;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Tasks.Generation;

/// <summary>In which form the caller wants the result.</summary>
internal enum ResultForm
{
    Bytes,
    Uri,
}

/// <summary>
/// An image or a video to be made, checked and canonical: names and units are those of the task specifications
/// ("Text to Image", "Image to Image", "Text to Video" in the documentation).
/// </summary>
internal sealed record GenerationRequest : ICallSubject, IMeasuredRequest
{
    /// <summary>Null where a task does without.</summary>
    public string? Prompt { get; init; }

    /// <summary>What is to be changed or continued. Empty for generation from text alone.</summary>
    public IReadOnlyList<InferenceMedia> Originals { get; init; } = [];

    /// <summary>
    /// Canonical parameters by their specified names, and the caller's own for the provider, in the order they were
    /// given.
    /// </summary>
    public IReadOnlyList<KeyValuePair<string, object?>> Parameters { get; init; } = [];

    public ResultForm Form { get; init; }

    /// <summary>The size of the result; null for the model's own.</summary>
    public PixelSize? Size { get; init; }

    /// <summary>How many to make; null for the provider's default, which is one everywhere.</summary>
    public int? Count { get; init; }

    /// <summary>The file type to make; null for the provider's default.</summary>
    public string? MediaType { get; init; }

    /// <summary>Values that win over everything else in the body, from <c>RawRepresentationFactory</c>.</summary>
    public JsonObject? Overrides { get; init; }

    IEnumerable<string> ICallSubject.Texts =>
    [
        .. Prompt is null ? [] : (ReadOnlySpan<string>)[Prompt],
        .. Parameters.Where(parameter => parameter.Key == "negative_prompt")
            .Select(parameter => parameter.Value?.ToString() ?? ""),
        .. Originals.SelectMany(original => original.Texts),
    ];

    /// <summary>
    /// Images by their number; videos by their seconds, where the request names them. What a caller's own parameters
    /// or overrides change is taken from there where it has the specified name, and is not known otherwise.
    /// </summary>
    RequestAmounts IMeasuredRequest.Measure(InferenceTask task)
    {
        var count = Amount("n", Count ?? 1) * Amount("num_images", 1) * Amount("num_outputs", 1);
        return task.Name.EndsWith("to-video", StringComparison.Ordinal)
            ? new RequestAmounts { VideoSeconds = count * Amount("duration", double.NaN) }
            : new RequestAmounts { Images = count };
    }

    /// <summary>A number in the body: what wins last; not a number when it is something else.</summary>
    private double Amount(string name, double otherwise)
    {
        object? value = Overrides?[name];
        value ??= Parameters.FirstOrDefault(parameter => parameter.Key == name).Value;
        return value is null ? otherwise
            : double.TryParse(
                Convert.ToString(value, CultureInfo.InvariantCulture), NumberStyles.Float, CultureInfo.InvariantCulture,
                out var number) && number >= 0 ? number
            : double.NaN;
    }

    void ICallSubject.Describe(Activity span, bool withContent)
    {
        span.SetTag(GenAI.Request.Seed, Parameters.FirstOrDefault(parameter => parameter.Key == "seed").Value);
        if (withContent && Prompt is not null)
        {
            span.SetTag(GenAI.InputMessages, GenAIMessages.Write([new ChatMessage(ChatRole.User, Prompt)]));
        }
    }
}
