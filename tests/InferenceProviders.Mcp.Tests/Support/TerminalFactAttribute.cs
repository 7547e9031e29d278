namespace InferenceProviders.Mcp.Tests.Support;

/// <summary>A test that gives a program a terminal of its own, with util-linux's <c>script</c>.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class TerminalFactAttribute : FactAttribute
{
    public TerminalFactAttribute()
    {
        if (!OperatingSystem.IsLinux() || !File.Exists("/usr/bin/script"))
        {
            Skip = "There is no `script` here, which would make a terminal.";
        }
    }
}
