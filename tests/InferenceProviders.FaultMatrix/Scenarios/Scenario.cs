using InferenceProviders.FaultMatrix.Server;
using InferenceProviders.FaultMatrix.Subjects;

namespace InferenceProviders.FaultMatrix.Scenarios;

/// <summary>One fault: what the server does, how the call is made, and how it may end.</summary>
internal sealed record Scenario(string Name, Expected Expected, Func<FaultConnection, int, Task> Script)
{
    /// <summary>The answer that a server without faults gives.</summary>
    public const string Greeting = "Hello, world.";

    /// <summary>What the whole answer is.</summary>
    public string Text { get; init; } = Greeting;

    /// <summary>The tool calls of the whole answer, as <c>name(arguments)</c>.</summary>
    public IReadOnlyList<string> ToolCalls { get; init; } = [];

    /// <summary>How long the call may take. The clients' own limits are far below it.</summary>
    public TimeSpan Limit { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>The address, when it is not the server's.</summary>
    public Func<FaultServer, Uri> Address { get; init; } = server => server.Address;

    /// <summary>How the caller uses the stream.</summary>
    public CallerBehaviour Caller { get; init; } = new();

    /// <summary>What else must hold afterwards; the text says what did not. Null when all is well.</summary>
    public Func<FaultServer, Observation, Task<string?>>? Check { get; init; }

    /// <summary>It measures memory or time, so that nothing else may run beside it.</summary>
    public bool IsExclusive { get; init; }

    public override string ToString() => Name;
}
