namespace InferenceProviders.Mcp.Tests.Support;

/// <summary>A test that needs the reference server, and says so where it is not installed.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class EverythingFactAttribute : FactAttribute
{
    public EverythingFactAttribute() => Skip = Everything.Node is null ? "Node.js is not on the PATH."
        : Everything.Script is null
            ? "@modelcontextprotocol/server-everything is not installed: run "
            + "tests/InferenceProviders.Mcp.Tests/everything/install.sh."
        : null;
}
