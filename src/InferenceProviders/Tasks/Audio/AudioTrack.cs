using InferenceProviders.Media;
using InferenceProviders.Primitives;
using InferenceProviders.Tasks;
using InferenceProviders.Tasks.Pipelines;
using Microsoft.Extensions.AI;

namespace InferenceProviders;

/// <summary>
/// Audio that a model made from audio: a voice without the noise, one of several speakers, an answer.
/// </summary>
/// <param name="Label">What it is; of models that answer, what is said.</param>
/// <param name="Audio">The file, with its media type.</param>
public sealed record AudioTrack(string Label, DataContent Audio)
{
    internal static ResultList<AudioTrack> ReadList(ProviderAnswer answer, PipelineRequest request) =>
        PipelineReader.List(answer, "a list of audio", item =>
        new AudioTrack(
            PipelineReader.RequiredText(answer, item, "label"),
            PipelineReader.File(answer, item, "blob", MediaKind.Audio, Type(item))));

    private static string? Type(System.Text.Json.JsonElement item) =>
        item.Text("content-type") is { } type && MediaKind.Audio.Accepts(type) ? type : null;
}
