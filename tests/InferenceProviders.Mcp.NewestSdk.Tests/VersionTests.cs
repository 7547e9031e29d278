using System.Reflection;
using ModelContextProtocol.Client;

namespace InferenceProviders.Mcp.Tests;

public sealed class VersionTests
{
    [Fact]
    public void The_newer_library_is_the_one_that_runs() =>
        Assert.StartsWith(
            "2.4.",
            typeof(McpClient).Assembly
                .GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion,
            StringComparison.Ordinal);
}
