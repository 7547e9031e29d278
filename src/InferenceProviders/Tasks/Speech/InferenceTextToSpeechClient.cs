using System.Runtime.CompilerServices;
using InferenceProviders.Routing;
using InferenceProviders.Routing.Runtime;
using InferenceProviders.Tasks.Generation;
using InferenceProviders.Tasks.Pipelines;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Tasks.Speech;

/// <summary>Text to speech as an <see cref="ITextToSpeechClient"/>.</summary>
internal sealed class InferenceTextToSpeechClient(IRuntimeSource router, BoundModel model, string? provider)
    : ITextToSpeechClient
{
    private readonly TextToSpeechClientMetadata _metadata = new("huggingface", model.Reference.ShownEndpoint
        ?? router.Current.Settings.RouterEndpoint, model.EndpointModel ?? model.Reference.ToString());

    public async Task<TextToSpeechResponse> GetAudioAsync(
        string text, TextToSpeechOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(text);
        var request = new PipelineRequest
        {
            Inputs = text,
            Parameters = [.. Parameters(options)],
            Overrides = GenerationOptions.Overrides(options?.RawRepresentationFactory?.Invoke(this), nameof(options)),
        };
        var asked = model.With(options?.ModelId, nameof(options));
        var own = options as InferenceTextToSpeechOptions;
        var outcome = await router.Current.RunTaskAsync<PipelineRequest, Sound>(
            InferenceTask.TextToSpeech, alternative: default, asked, provider, request,
            RoutingOptionsExtensions.Find(options?.AdditionalProperties), own?.Progress, cancellationToken,
            JobRun.Of(own?.AllowBackgroundResponses, own?.ContinuationToken, nameof(options))).ConfigureAwait(false);
        if (outcome.Pending is { } pending)
        {
            return new TextToSpeechResponse([])
            {
                ModelId = asked.NameIn(outcome.Report),
                AdditionalProperties = new()
                {
                    [ReportProperty.Key] = outcome.Report,
                    [ContinuationProperty.Key] = pending,
                },
            };
        }

        return new TextToSpeechResponse([outcome.Result.Audio])
        {
            ModelId = asked.NameIn(outcome.Report),
            ResponseId = outcome.Report.RequestId,
            RawRepresentation = outcome.Result.Raw,
            AdditionalProperties = new() { [ReportProperty.Key] = outcome.Report },
        };
    }

    /// <summary>The whole of the audio comes as one update, with the report on it.</summary>
    public async IAsyncEnumerable<TextToSpeechResponseUpdate> GetStreamingAudioAsync(
        string text, TextToSpeechOptions? options = null,
            [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var response = await GetAudioAsync(text, options, cancellationToken).ConfigureAwait(false);
        foreach (var update in response.ToTextToSpeechResponseUpdates())
        {
            yield return update;
        }
    }

    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        return serviceKey is not null ? null
            : serviceType == typeof(TextToSpeechClientMetadata) ? _metadata
            : serviceType.IsInstanceOfType(this) ? this
            : serviceType.IsInstanceOfType(router) ? router
            : null;
    }

    /// <summary>The router owns the connections: nothing is to be released here.</summary>
    public void Dispose()
    {
    }

    private static WireBody Parameters(TextToSpeechOptions? options)
    {
        if (options?.Pitch is not null || options?.Volume is not null)
        {
            throw new InferenceException(
                InferenceErrorKind.NotSupported,
                    "No provider has a common parameter for Pitch or Volume: use the model's own in "
                    + "AdditionalProperties, where it has one.");
        }

        var parameters = new WireBody
        {
            ["voice"] = options?.VoiceId,
            ["speed"] = options?.Speed,
            ["language"] = options?.Language,
            ["response_format"] = Format(options?.AudioFormat),
        };
        foreach (var (name, value) in OwnProperties.Without(options?.AdditionalProperties))
        {
            parameters[name] = value;
        }

        return parameters;
    }

    /// <summary><c>mp3</c>, <c>wav</c>, …; media types are accepted too.</summary>
    private static string? Format(string? format) =>
        format?.ToLowerInvariant() is not { Length: > 0 } name ? null
        : name is "audio/mpeg" ? "mp3"
        : name is "audio/x-wav" or "audio/wave" ? "wav"
        : name.StartsWith("audio/", StringComparison.Ordinal) ? name[6..]
        : name;
}
