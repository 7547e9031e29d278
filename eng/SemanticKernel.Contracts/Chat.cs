using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;

namespace Microsoft.Extensions.AI
{
    /// <summary>Of the package Microsoft.Extensions.AI, which Semantic Kernel brings along.</summary>
    public sealed class ChatClientBuilder(IChatClient innerClient)
    {
        public IChatClient Build(IServiceProvider? services = null) => innerClient;
    }
}

namespace Microsoft.SemanticKernel
{
    public static class KernelFunctionInvokingChatClientBuilderExtensions
    {
        /// <summary>Nothing is invoked without a kernel.</summary>
        public static ChatClientBuilder UseKernelFunctionInvocation(this ChatClientBuilder builder, ILoggerFactory? loggerFactory = null) => builder;
    }
}

namespace Microsoft.SemanticKernel.ChatCompletion
{
    public interface IChatCompletionService : Services.IAIService;

    public static class ChatClientExtensions
    {
        /// <summary>It can be resolved; what it does is Semantic Kernel's.</summary>
        public static IChatCompletionService AsChatCompletionService(this IChatClient client, IServiceProvider? serviceProvider = null) => new Adapter(client);

        private sealed class Adapter(IChatClient client) : IChatCompletionService
        {
            public IReadOnlyDictionary<string, object?> Attributes { get; } = new Dictionary<string, object?>
            {
                [Services.AIServiceExtensions.ModelIdKey] = client.GetService<ChatClientMetadata>()?.DefaultModelId,
            };
        }
    }
}
