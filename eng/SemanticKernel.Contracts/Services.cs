using System.Diagnostics.CodeAnalysis;

namespace Microsoft.SemanticKernel.Services
{
    public interface IAIService
    {
        IReadOnlyDictionary<string, object?> Attributes { get; }
    }

    public static class AIServiceExtensions
    {
        public static string ModelIdKey => "ModelId";

        public static string EndpointKey => "Endpoint";

        public static string? GetModelId(this IAIService service) => service.Attributes.GetValueOrDefault(ModelIdKey) as string;

        public static string? GetEndpoint(this IAIService service) => service.Attributes.GetValueOrDefault(EndpointKey) as string;
    }
}

namespace Microsoft.SemanticKernel.TextToImage
{
    [Experimental("SKEXP0001")]
    public interface ITextToImageService : Services.IAIService
    {
        Task<IReadOnlyList<ImageContent>> GetImageContentsAsync(
            TextContent input, PromptExecutionSettings? executionSettings = null, Kernel? kernel = null, CancellationToken cancellationToken = default);
    }
}

namespace Microsoft.SemanticKernel.ImageToText
{
    [Experimental("SKEXP0001")]
    public interface IImageToTextService : Services.IAIService
    {
        Task<IReadOnlyList<TextContent>> GetTextContentsAsync(
            ImageContent content, PromptExecutionSettings? executionSettings = null, Kernel? kernel = null, CancellationToken cancellationToken = default);
    }
}

namespace Microsoft.SemanticKernel.AudioToText
{
    [Experimental("SKEXP0001")]
    public interface IAudioToTextService : Services.IAIService
    {
        Task<IReadOnlyList<TextContent>> GetTextContentsAsync(
            AudioContent content, PromptExecutionSettings? executionSettings = null, Kernel? kernel = null, CancellationToken cancellationToken = default);
    }
}

namespace Microsoft.SemanticKernel.TextToAudio
{
    [Experimental("SKEXP0001")]
    public interface ITextToAudioService : Services.IAIService
    {
        Task<IReadOnlyList<AudioContent>> GetAudioContentsAsync(
            string text, PromptExecutionSettings? executionSettings = null, Kernel? kernel = null, CancellationToken cancellationToken = default);
    }
}
