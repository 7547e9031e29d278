using System.Text.Json.Nodes;
using InferenceProviders.Conformance.Harness;

namespace InferenceProviders.Conformance;

/// <summary>
/// The JavaScript client drops some parameters in silence where we send them in another form, or refuse the call:
/// declared deviations, behind which the rest of the request would go unseen. Without these parameters in the call its
/// request is the same, and so ours must equal it, to the last byte.
/// </summary>
public sealed class DroppedParameterTests
{
    private static readonly string[] All = [];

    public static TheoryData<string, string, string[]> Cases => new()
    {
        { "js/novita.jsonl", "novita/image-text-to-video--full--routed",
            ["seed", "guidance_scale", "negative_prompt", "num_inference_steps"] },
        { "js/novita.jsonl", "novita/image-text-to-video--full--direct",
            ["seed", "guidance_scale", "negative_prompt", "num_inference_steps"] },
        { "js/novita.jsonl", "novita/image-text-to-video--explicit-overrides--routed",
            ["seed", "guidance_scale", "negative_prompt", "num_inference_steps"] },
        { "js/novita.jsonl", "novita/image-text-to-video--prompt-only-full--routed", ["seed"] },
        { "js/novita.jsonl", "novita/image-text-to-video--prompt-only-full--direct", ["seed"] },
        { "js/zai-org.jsonl", "zai-org/image-to-text--full--routed", All },
        { "js/zai-org.jsonl", "zai-org/image-to-text--full--direct", All },
        { "js/scaleway.jsonl", "scaleway/feature-extraction--full--routed", All },
        { "js/scaleway.jsonl", "scaleway/feature-extraction--full--direct", All },
        { "js/hf-inference.jsonl", "hf-inference/audio-classification--full--routed", All },
        { "js/hf-inference.jsonl", "hf-inference/automatic-speech-recognition--full--routed", All },
        { "js/hf-inference.jsonl", "hf-inference/image-classification--full--routed", All },
        { "js/hf-inference.jsonl", "hf-inference/image-to-text--full--routed", All },
        { "js/hf-inference.jsonl", "hf-inference/object-detection--full--direct", All },
        { "js/endpoint.jsonl", "endpoint/automatic-speech-recognition--full--routed", All },
    };

    /// <param name="file">The captures of a provider.</param>
    /// <param name="name">The case.</param>
    /// <param name="dropped">The parameters that the client drops; all of them when none is named.</param>
    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Without_what_the_client_drops_our_request_is_its_request(
        string file, string name, string[] dropped)
    {
        ArgumentNullException.ThrowIfNull(dropped);
        var wireCase = Captures.Changed(file, name, root =>
        {
            var arguments = root["call"]!["arguments"]!.AsObject();
            if (dropped.Length > 0)
            {
                Assert.All(dropped, parameter => Assert.True(arguments["parameters"]!.AsObject().Remove(parameter)));
                return;
            }

            foreach (var argument in arguments.Select(pair => pair.Key).Except(
                ["inputs", "data", "endpointUrl"]).ToList())
            {
                arguments.Remove(argument);
            }
        });

        Assert.Empty(await Captures.ReplayAsync(wireCase));
    }
}
