using Microsoft.Extensions.DependencyInjection;

namespace Microsoft.SemanticKernel;

public sealed class Kernel
{
    private Kernel()
    {
    }
}

public interface IKernelBuilder
{
    IServiceCollection Services { get; }
}

public class PromptExecutionSettings
{
    public string? ModelId { get; set; }

    public IDictionary<string, object>? ExtensionData { get; set; }

    public virtual PromptExecutionSettings Clone() => new() { ModelId = ModelId, ExtensionData = ExtensionData is null ? null : new Dictionary<string, object>(ExtensionData) };
}
