using System.Text.Json;

namespace InferenceProviders.Tests.Media.Parameters;

/// <summary>
/// Where a parameter is on the wire, by provider and task, and what providers cannot take. What is not listed has its
/// specified name.
/// </summary>
internal static class WireNames
{
    private const string Images = "*-to-image";
    private const string Videos = "*-to-video";
    private const string Size = """{"width":640,"height":384}""";

    /// <summary>Refused with a clear error, since the provider has no place for it.</summary>
    private static readonly (string Provider, string Task, string Parameter)[] Refusals =
    [
        ("hf-inference", "automatic-speech-recognition", "language"),
        ("fal-ai", "text-to-speech", "response_format"),
        ("hf-inference", "text-to-speech", "response_format"),
        ("replicate", "text-to-speech", "response_format"),
        ("zai-org", "image-to-text", "*"),
        ("novita", "image-text-to-video", "guidance_scale"),
        ("novita", "image-text-to-video", "negative_prompt"),
        ("novita", "image-text-to-video", "num_inference_steps"),
        ("novita", "image-text-to-video", "seed"),

        ("deepinfra", "text-ranking", "*"),
        ("novita", "text-ranking", "*"),
        ("together", "text-ranking", "*"),
        ("cohere", "text-ranking", "truncate"),
        ("hf-inference", "text-ranking", "max_tokens_per_doc"),

        // One a request.
        ("black-forest-labs", Images, "count"),
        ("hf-inference", Images, "count"),
        ("hyperbolic", Images, "count"),
        ("nebius", Images, "count"),
        ("zai-org", Images, "count"),
        ("fal-ai", Videos, "count"),
        ("novita", Videos, "count"),
        ("together", Videos, "count"),

        // The file type is the provider's choice.
        ("deepinfra", Images, "media_type"),
        ("hyperbolic", Images, "media_type"),
        ("nscale", Images, "media_type"),
        ("zai-org", Images, "media_type"),
        ("novita", Videos, "media_type"),
    ];

    /// <summary>Another name, or another form: the fields, as JSON, that the body must have.</summary>
    private static readonly (string Provider, string Task, string Parameter, string Fields)[] Renamings =
    [
        ("*", "text-to-image", "width,height", Size),
        ("fal-ai", Images, "width,height", $$"""{"image_size":{{Size}}}"""),
        ("fal-ai", Images, "target_size", $$"""{"image_size":{{Size}}}"""),
        ("nscale", Images, "width,height", """{"size":"640x384"}"""),
        ("zai-org", Images, "width,height", """{"size":"640x384"}"""),
        ("together", "*", "num_inference_steps", """{"steps":7}"""),
        ("together", "*", "target_size", Size),
        ("novita", "text-to-video", "num_inference_steps", """{"steps":7}"""),
        ("novita", "image-text-to-video", "prompt", """{"content":[{"type":"text","text":"a cat"}]}"""),
        ("novita", "image-text-to-video", "num_frames", """{"duration":4}"""),
        ("novita", "image-text-to-video", "target_size", """{"resolution":"768P"}"""),

        ("deepinfra", Images, "count", """{"n":2}"""),
        ("nscale", Images, "count", """{"n":2}"""),
        ("together", Images, "count", """{"n":2}"""),
        ("fal-ai", Images, "count", """{"num_images":2}"""),
        ("wavespeed", "*", "count", """{"num_images":2}"""),
        ("replicate", "*", "count", """{"num_outputs":2}"""),

        ("hf-inference", "text-ranking", "truncate", """{"truncation":true}"""),

        ("replicate", Images, "media_type", """{"output_format":"jpg"}"""),
        ("nebius", Images, "media_type", """{"response_extension":"jpg"}"""),
        ("*", Images, "media_type", """{"output_format":"jpeg"}"""),
        ("together", Videos, "media_type", """{"output_format":"MP4"}"""),
        ("*", Videos, "media_type", """{"output_format":"mp4"}"""),
    ];

    public static bool IsRefused(string provider, string task, string parameter) =>
        Refusals.Any(
            refusal =>
                refusal.Provider == provider && Matches(refusal.Task, task) && refusal.Parameter is var name
                && (name == "*" || name == parameter));

    /// <summary>The fields that the body must have, where the provider has its parameters.</summary>
    public static JsonElement Fields(string provider, string task, string parameter, string value)
    {
        var own = Renamings.Where(renaming => renaming.Parameter == parameter && Matches(renaming.Task, task)).ToList();
        var found = own.Where(renaming => renaming.Provider == provider)
            .Concat(own.Where(renaming => renaming.Provider == "*")).Select(renaming => renaming.Fields)
            .FirstOrDefault();
        return JsonElement.Parse(found ?? $$"""{"{{parameter}}":{{value}}}""");
    }

    private static bool Matches(string pattern, string task) =>
        pattern == "*" || pattern == task
        || (pattern[0] == '*' && task.EndsWith(pattern[1..], StringComparison.Ordinal));
}
