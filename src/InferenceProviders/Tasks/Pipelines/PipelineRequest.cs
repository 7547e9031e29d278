using System.Diagnostics;
using System.Text.Json.Nodes;
using InferenceProviders.Catalog;
using InferenceProviders.Media;
using InferenceProviders.Routing.Calls;
using InferenceProviders.Shared;
using InferenceProviders.Tasks.Generation;
using InferenceProviders.Transport;

namespace InferenceProviders.Tasks.Pipelines;

/// <summary>
/// A request in the form that nearly every task specification has: <c>inputs</c> and <c>parameters</c>, under their
/// specified names. The inputs are JSON, a media file, or JSON with a media file in it.
/// </summary>
internal sealed record PipelineRequest : ICallSubject, IMeasuredRequest
{
    /// <summary>What <see cref="JsonValueWriter"/> can write; null when the inputs are the media alone.</summary>
    public object? Inputs { get; init; }

    public InferenceMedia? Media { get; init; }

    /// <summary>What sort of media the task needs.</summary>
    public MediaKind Kind { get; init; }

    /// <summary>
    /// The field of the inputs that the media goes into; null when the media is the whole of the inputs.
    /// </summary>
    public string? MediaField { get; init; }

    public IReadOnlyList<KeyValuePair<string, object?>> Parameters { get; init; } = [];

    /// <summary>Values that win over everything else in a JSON body.</summary>
    public JsonObject? Overrides { get; init; }

    /// <summary>
    /// The language that a transcript is to be in, where that is another than the spoken one; else null.
    /// </summary>
    public string? TranslateTo { get; init; }

    IEnumerable<string> ICallSubject.Texts =>
        [.. Media?.Texts ?? [], .. SentTexts.Of(Inputs), .. SentTexts.Of(Parameters), .. SentTexts.Of(Overrides)];

    /// <summary>Speech by the characters of its text, transcription by the length of the recording.</summary>
    RequestAmounts IMeasuredRequest.Measure(InferenceTask task) =>
        task == InferenceTask.TextToSpeech && Inputs is string text && Overrides is null
            ? new() { Characters = text.EnumerateRunes().Count() }
        : task == InferenceTask.TextToSpeech ? new() { Characters = double.NaN }
        : task == InferenceTask.AutomaticSpeechRecognition && Media is { } audio
            ? new() { AudioSeconds = AudioLength.AtMost(audio) }
        : RequestAmounts.None;

    void ICallSubject.Describe(Activity span, bool withContent)
    {
        // The conventions have no attributes for these tasks.
    }

    public bool Has(string parameter) => Parameters.Any(pair => pair.Key == parameter && pair.Value is not null);

    /// <summary>The parameters as the beginning of a body.</summary>
    /// <exception cref="InferenceException">
    /// A translation is wanted, which the task has no parameter for (<see cref="InferenceErrorKind.NotSupported"/>).
    /// </exception>
    public WireBody Body() => TranslateTo is null ? Fields() : throw new InferenceException(
        InferenceErrorKind.NotSupported,
        "TextLanguage asks for a translation, for which the task has no parameter: leave it out, or use the model's "
            + "own parameter in AdditionalProperties. OpenAI, DeepInfra, Together and endpoints with OpenAI's route "
            + "translate into English.");

    /// <summary>The same for a codec that looks at <see cref="TranslateTo"/> itself.</summary>
    public WireBody Fields() => new(Parameters.Where(pair => pair.Value is not null));

    /// <summary>Refuses parameters that a provider has no place for: none is dropped in silence.</summary>
    public void Refuse(TaskExchange exchange, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (Has(name))
            {
                throw exchange.Route.Error(
                    InferenceErrorKind.NotSupported,
                    $"{exchange.Route.Name} does not accept '{name}' for '{exchange.Route.Task}' with "
                        + $"{exchange.Route.ProviderModel}: leave it out, or choose another provider.");
            }
        }
    }
}
