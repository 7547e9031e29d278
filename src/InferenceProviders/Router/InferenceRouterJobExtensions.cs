using InferenceProviders.Media;
using InferenceProviders.Routing;
using InferenceProviders.Tasks;
using InferenceProviders.Tasks.Generation;
using InferenceProviders.Tasks.Pipelines;
using InferenceProviders.Tasks.Speech;
using Microsoft.Extensions.AI;

namespace InferenceProviders;

/// <summary>Manages jobs that run at a provider.</summary>
public static class InferenceRouterJobExtensions
{
    private static readonly InferenceMedia Nothing = InferenceMedia.FromBytes(new byte[1], "audio/wav");

    /// <summary>
    /// Cancels the job of a token, whichever process submitted it. What it has cost until then is up to the provider;
    /// the spend limits count what was reserved for it.
    /// </summary>
    /// <param name="router">A router with the key that the job was submitted with.</param>
    /// <param name="token">
    /// The token of the response that the call for the image, video, speech or audio ended with.
    /// </param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>A task that completes when the provider has taken notice.</returns>
    /// <exception cref="ArgumentException">The token is not one of a queued job.</exception>
    /// <exception cref="InferenceException">
    /// The provider does not let jobs be canceled (<see cref="InferenceErrorKind.NotSupported"/>: fal and Replicate
    /// do), the job is on another account, has ended, or the provider did not answer.
    /// </exception>
    public static Task CancelJobAsync(
        this InferenceRouter router, ResponseContinuationToken token, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(router);
        ArgumentNullException.ThrowIfNull(token);
        var job = new JobRun(JobMode.Cancel, JobTicket.Read(token, nameof(token)));
        var model = new BoundModel(ModelReference.Parse(job.Ticket!.Model));
        return job.Ticket.Task.Name switch
        {
            "automatic-speech-recognition" => RunAsync<PipelineRequest, Transcript>(
                new() { Media = Nothing, Kind = MediaKind.Audio }),
            "text-to-speech" or "text-to-audio" => RunAsync<PipelineRequest, Sound>(new() { Inputs = "canceled" }),
            "audio-to-audio" => RunAsync<PipelineRequest, ResultList<AudioTrack>>(
                new() { Media = Nothing, Kind = MediaKind.Audio }),
            "image-segmentation" => RunAsync<PipelineRequest, ResultList<ImageMask>>(
                new() { Media = Nothing, Kind = MediaKind.Image }),
            _ => RunAsync<GenerationRequest, GenerationResult>(new() { Prompt = "canceled" }),
        };

        Task RunAsync<TRequest, TResult>(TRequest request) =>
            router.Core.RunTaskAsync<TRequest, TResult>(
                job.Ticket.Task, alternative: default, model, provider: null, request, routing: null,
                progress: null,
                cancellationToken, job);
    }
}
