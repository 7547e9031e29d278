using System.Runtime.CompilerServices;
using InferenceProviders.Media;
using InferenceProviders.Routing;
using InferenceProviders.Routing.Calls;
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
        var request = Request(text, options);
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
            Usage = outcome.Result.Usage,
            AdditionalProperties = new() { [ReportProperty.Key] = outcome.Report },
        };
    }

    /// <summary>
    /// Pieces of audio as they come (<see cref="TextToSpeechResponseUpdateKind.AudioUpdating"/>). The last update has
    /// the report: it is the audio's last piece, or all of it, where that is known
    /// (<see cref="TextToSpeechResponseUpdateKind.AudioUpdated"/>), and otherwise the end, with the usage where the
    /// provider counts it (<see cref="TextToSpeechResponseUpdateKind.SessionClose"/>).
    /// </summary>
    public IAsyncEnumerable<TextToSpeechResponseUpdate> GetStreamingAudioAsync(
        string text, TextToSpeechOptions? options = null, CancellationToken cancellationToken = default)
    {
        var request = Request(text, options);
        if (options is InferenceTextToSpeechOptions { AllowBackgroundResponses: true }
            or InferenceTextToSpeechOptions { ContinuationToken: not null })
        {
            return OfJobAsync(text, options, cancellationToken);
        }

        var asked = model.With(options?.ModelId, nameof(options));
        return router.Current.StreamTaskAsync<PipelineRequest, Sound, SpeechPiece, TextToSpeechResponseUpdate>(
            (InferenceTask.TextToSpeech, asked, provider, RoutingOptionsExtensions.Find(options?.AdditionalProperties)),
            request, (options as InferenceTextToSpeechOptions)?.Progress, SpeechPiece.Whole,
            (stream, piece, report) => Update(asked, stream, piece, report), cancellationToken);
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

    /// <summary>A job that is queued, or was: it has no pieces.</summary>
    private async IAsyncEnumerable<TextToSpeechResponseUpdate> OfJobAsync(
        string text, TextToSpeechOptions options, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var response = await GetAudioAsync(text, options, cancellationToken).ConfigureAwait(false);
        foreach (var update in response.ToTextToSpeechResponseUpdates())
        {
            yield return update;
        }
    }

    private PipelineRequest Request(string text, TextToSpeechOptions? options)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(text);
        return new PipelineRequest
        {
            Inputs = text,
            Parameters = [.. Parameters(options)],
            Overrides = GenerationOptions.Overrides(options?.RawRepresentationFactory?.Invoke(this), nameof(options)),
        };
    }

    private static TextToSpeechResponseUpdate Update(
        in BoundModel asked, ICallStream<SpeechPiece> stream, SpeechPiece piece, RoutingReport? report)
    {
        var update = new TextToSpeechResponseUpdate
        {
            Kind = !piece.IsLast ? TextToSpeechResponseUpdateKind.AudioUpdating
                : piece.Audio is null ? TextToSpeechResponseUpdateKind.SessionClose
                : TextToSpeechResponseUpdateKind.AudioUpdated,
            ModelId = asked.NameFor(stream.Attempt.Call.NameOf(stream.Attempt.Route)),
            ResponseId = stream.Info.RequestId,
            RawRepresentation = piece.Raw,
        };
        if (piece.Audio is not null)
        {
            update.Contents.Add(piece.Audio);
        }

        if (report is not null)
        {
            update.AdditionalProperties = new() { [ReportProperty.Key] = report };
            if (report.Usage is { } usage)
            {
                update.Contents.Add(new UsageContent(usage));
            }
        }

        return update;
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
            ["response_format"] = AudioFormats.Name(options?.AudioFormat),
        };
        foreach (var (name, value) in OwnProperties.Without(options?.AdditionalProperties))
        {
            parameters[name] = value;
        }

        return parameters;
    }
}
