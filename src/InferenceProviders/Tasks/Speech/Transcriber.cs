using InferenceProviders.Media;
using InferenceProviders.Routing;
using InferenceProviders.Routing.Calls;
using InferenceProviders.Routing.Runtime;
using InferenceProviders.Tasks.Generation;
using InferenceProviders.Tasks.Pipelines;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Tasks.Speech;

/// <summary>
/// From audio and options of Microsoft.Extensions.AI to the canonical request, and from the transcript to a response.
/// </summary>
internal static class Transcriber
{
    public static async Task<SpeechToTextResponse> TranscribeAsync(
        RouterRuntime core, BoundModel model, string? provider, InferenceMedia audio, SpeechToTextOptions? options,
            object? overrides, CancellationToken cancellationToken)
    {
        var request = Request(audio, options, overrides);
        var asked = model.With(options?.ModelId, nameof(options));
        var own = options as InferenceSpeechToTextOptions;
        var outcome = await core.RunTaskAsync<PipelineRequest, Transcript>(
            InferenceTask.AutomaticSpeechRecognition, alternative: default, asked, provider, request,
            RoutingOptionsExtensions.Find(options?.AdditionalProperties), own?.Progress, cancellationToken,
            JobRun.Of(own?.AllowBackgroundResponses, own?.ContinuationToken, nameof(options)))
            .ConfigureAwait(false);
        if (outcome.Pending is { } pending)
        {
            return new SpeechToTextResponse([])
            {
                ModelId = asked.NameIn(outcome.Report),
                AdditionalProperties = new()
                {
                    [ReportProperty.Key] = outcome.Report,
                    [ContinuationProperty.Key] = pending,
                },
            };
        }

        var transcript = outcome.Result;
        return new SpeechToTextResponse(transcript.Text)
        {
            ModelId = asked.NameIn(outcome.Report),
            ResponseId = outcome.Report.RequestId,
            StartTime = transcript.Start,
            EndTime = transcript.End,
            RawRepresentation = transcript.Raw,
            Usage = transcript.Usage,
            AdditionalProperties = Properties(transcript, outcome.Report),
        };
    }

    /// <summary>
    /// The transcript as it comes. What an update says is final; one with times is a segment that has ended, whose text
    /// may have come before. The last update has the report, the usage, and all segments.
    /// </summary>
    public static IAsyncEnumerable<SpeechToTextResponseUpdate> StreamAsync(
        RouterRuntime core, BoundModel model, string? provider, InferenceMedia audio, SpeechToTextOptions? options,
            object? overrides, CancellationToken cancellationToken)
    {
        var asked = model.With(options?.ModelId, nameof(options));
        return core.StreamTaskAsync<PipelineRequest, Transcript, TranscriptPiece, SpeechToTextResponseUpdate>(
            (InferenceTask.AutomaticSpeechRecognition, asked, provider,
                RoutingOptionsExtensions.Find(options?.AdditionalProperties)),
            Request(audio, options, overrides), (options as InferenceSpeechToTextOptions)?.Progress,
            TranscriptPiece.Whole, (stream, piece, report) => Update(asked, stream, piece, report), cancellationToken);
    }

    private static PipelineRequest Request(InferenceMedia audio, SpeechToTextOptions? options, object? overrides) =>
        new()
    {
        Media = audio,
        Kind = MediaKind.Audio,
        Parameters = [.. Parameters(options)],
        Overrides = GenerationOptions.Overrides(overrides, nameof(options)),
        TranslateTo = options?.TextLanguage is { Length: > 0 } language
            && !string.Equals(language, options.SpeechLanguage, StringComparison.OrdinalIgnoreCase) ? language : null,
    };

    private static SpeechToTextResponseUpdate Update(
        in BoundModel asked, ICallStream<TranscriptPiece> stream, TranscriptPiece piece, RoutingReport? report)
    {
        var update = new SpeechToTextResponseUpdate
        {
            Kind = piece is { IsLast: true, IsWhole: false }
                ? SpeechToTextResponseUpdateKind.SessionClose : SpeechToTextResponseUpdateKind.TextUpdated,
            ModelId = asked.NameFor(stream.Attempt.Call.NameOf(stream.Attempt.Route)),
            ResponseId = stream.Info.RequestId,
            StartTime = piece.Transcript?.Start ?? piece.Segment?.Start,
            EndTime = piece.Transcript?.End ?? piece.Segment?.End,
            RawRepresentation = piece.Raw,
        };
        if (piece.Text.Length > 0 || piece.IsWhole)
        {
            update.Contents.Add(new TextContent(piece.Text));
        }

        if (piece.Segment is { } segment)
        {
            update.AdditionalProperties = new() { [SpeechToTextResponseExtensions.SegmentsKey] = new[] { segment } };
        }

        if (report is not null && piece.Transcript is { } transcript)
        {
            update.AdditionalProperties = Properties(transcript, report);
            if (report.Usage is { } usage)
            {
                update.Contents.Add(new UsageContent(usage));
            }
        }

        return update;
    }

    private static WireBody Parameters(SpeechToTextOptions? options)
    {
        var parameters = new WireBody();
        if (options is null)
        {
            return parameters;
        }

        if (options.SpeechSampleRate is not null)
        {
            throw new InferenceException(
                InferenceErrorKind.NotSupported,
                "Audio files say their sample rate themselves: leave SpeechSampleRate out. Raw samples need a WAV "
                + "header.");
        }

        parameters["language"] = options.SpeechLanguage;
        if (options is InferenceSpeechToTextOptions own)
        {
            parameters["return_timestamps"] = own.ReturnTimestamps;
            parameters["generation_parameters"] = own.GenerationParameters;
        }

        foreach (var (name, value) in OwnProperties.Without(options.AdditionalProperties))
        {
            parameters[name] = value;
        }

        return parameters;
    }

    private static AdditionalPropertiesDictionary Properties(Transcript transcript, RoutingReport report)
    {
        var properties = new AdditionalPropertiesDictionary { [ReportProperty.Key] = report };
        if (transcript.Segments.Count > 0)
        {
            properties[SpeechToTextResponseExtensions.SegmentsKey] = transcript.Segments.ToArray();
        }

        if (transcript.Language is not null)
        {
            properties["language"] = transcript.Language;
        }

        return properties;
    }
}
