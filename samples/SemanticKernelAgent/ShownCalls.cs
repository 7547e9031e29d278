using Microsoft.SemanticKernel;

namespace SemanticKernelAgent;

/// <summary>A filter: it sees every function that the model calls, and shows it.</summary>
internal sealed class ShownCalls : IAutoFunctionInvocationFilter
{
    public async Task OnAutoFunctionInvocationAsync(
        AutoFunctionInvocationContext context, Func<AutoFunctionInvocationContext, Task> next)
    {
        var arguments = string.Join(
            ", ", (context.Arguments ?? []).Select(argument => $"{argument.Key}: {argument.Value}"));
        Console.WriteLine($"  {context.Function.PluginName}.{context.Function.Name}({arguments})");
        await next(context);
        Console.WriteLine($"  = {context.Result}");
    }
}
