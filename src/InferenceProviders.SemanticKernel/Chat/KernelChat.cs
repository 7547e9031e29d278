using InferenceProviders.SemanticKernel.Services;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.SemanticKernel;
using Microsoft.SemanticKernel.ChatCompletion;

namespace InferenceProviders.SemanticKernel.Chat;

/// <summary>Chat as Semantic Kernel wants it: kernel functions are invoked inside, with the kernel's filters.</summary>
internal static class KernelChat
{
    public static IChatClient Client(ModelAddress address, IServiceProvider services) =>
        new ChatClientBuilder(
            new UnreadableCallChatClient(new ResponseFormatChatClient(new ReportingChatClient(address.Chat()))))
            .UseKernelFunctionInvocation(services.GetService<ILoggerFactory>())
            .Build(services);

    public static IChatCompletionService Service(ModelAddress address, IServiceProvider services) =>
        new KernelChatCompletionService(Client(address, services).AsChatCompletionService(services));
}
