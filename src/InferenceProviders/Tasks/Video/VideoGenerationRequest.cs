using Microsoft.Extensions.AI;

namespace InferenceProviders;

/// <summary>What a video is made from.</summary>
public class VideoGenerationRequest
{
    /// <summary>Creates an empty request.</summary>
    public VideoGenerationRequest()
    {
    }

    /// <summary>Creates a request.</summary>
    /// <param name="prompt">What the video shows.</param>
    /// <param name="originalImages">
    /// The image that the video begins with; a second one, where the provider takes it, that it ends with.
    /// </param>
    public VideoGenerationRequest(string? prompt, IEnumerable<AIContent>? originalImages = null)
    {
        Prompt = prompt;
        OriginalImages = originalImages;
    }

    /// <summary>What the video shows. Required unless there is an image.</summary>
    public string? Prompt { get; set; }

    /// <summary>
    /// Images, as <see cref="DataContent"/> or <see cref="UriContent"/>. Without any the video is made from the prompt
    /// alone.
    /// </summary>
    public IEnumerable<AIContent>? OriginalImages { get; set; }
}
