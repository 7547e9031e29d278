using InferenceProviders.Providers.Contracts;
namespace InferenceProviders.Tasks.Text;

/// <summary>
/// How one provider takes raw text completions, where it differs from OpenAI's <c>/v1/completions</c>. All of it is
/// data.
/// </summary>
/// <param name="path">The path below the provider's address; <c>{model}</c> stands for the provider's model id.</param>
internal sealed class TextCompletionCodec(string path) : TaskCodec(InferenceTask.TextGeneration)
{
    /// <summary>OpenAI's form.</summary>
    public static TextCompletionCodec OpenAI { get; } = new("/v1/completions");

    public string Path { get; } = path;

    /// <summary>
    /// Whether the prompt goes as the one message of a chat, because the provider has no completion route.
    /// </summary>
    public bool AsChat { get; init; }

    /// <summary>Whether streams are asked for usage with <c>stream_options.include_usage</c>.</summary>
    public bool StreamUsage { get; init; } = true;
}
