using System.Runtime.CompilerServices;

namespace InferenceProviders.Mcp.Tests.Support;

/// <summary>The servers of the protocol's authors that npm installed beside the tests.</summary>
internal static class NpmServer
{
    public static string? Script(string package)
    {
        var script = Path.Combine(
            Folder(), "everything", "node_modules", Path.Combine(package.Split('/')), "dist", "index.js");
        return File.Exists(script) && Everything.Node is not null ? script : null;
    }

    public static string CommandLine(string package, params string[] arguments) =>
        string.Join(
            ' ', new[] { Everything.Node!, Script(package)! }.Concat(arguments).Select(static part => $"\"{part}\""));

    private static string Folder([CallerFilePath] string file = "") =>
        Path.GetDirectoryName(Path.GetDirectoryName(file))!;
}

/// <summary>A test that needs a server from npm, and says so where it is not installed.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class NpmFactAttribute : FactAttribute
{
    public NpmFactAttribute(string package) =>
        Skip = NpmServer.Script(package) is null
            ? $"{package} is not installed: run tests/InferenceProviders.Mcp.Tests/everything/install.sh."
            : null;
}
