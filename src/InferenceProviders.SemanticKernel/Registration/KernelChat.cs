using InferenceProviders.SemanticKernel.Services;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.SemanticKernel;

namespace InferenceProviders.SemanticKernel.Registration;

/// <summary>A chat client as Semantic Kernel wants it: kernel functions are invoked inside, with the kernel's filters.</summary>
internal static class KernelChat
{
    public static IChatClient Build(ModelAddress address, IServiceProvider services) =>
        new ChatClientBuilder(new ReportingChatClient(address.Chat())).UseKernelFunctionInvocation(services.GetService<ILoggerFactory>()).Build(services);
}
