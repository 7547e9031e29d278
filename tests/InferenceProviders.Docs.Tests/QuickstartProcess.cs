
namespace InferenceProviders.Docs.Tests;

/// <summary>The Quickstart as a process of its own.</summary>
internal static class QuickstartProcess
{
    public static ProgramProcess Start(string[] arguments, IReadOnlyDictionary<string, string>? variables = null) =>
        ProgramProcess.Start(Checkout.Quickstart, arguments, variables);

    public static Task<ProgramResult> RunAsync(
        string[] arguments, IReadOnlyDictionary<string, string>? variables = null) =>
        ProgramProcess.RunAsync(Checkout.Quickstart, arguments, variables);
}

/// <summary>One run without a token, for the tests that only look at it.</summary>
public sealed class QuickstartTour : IAsyncLifetime
{
    internal ProgramResult Result { get; private set; } = null!;

    public async Task InitializeAsync() => Result = await QuickstartProcess.RunAsync([]);

    public Task DisposeAsync() => Task.CompletedTask;
}
