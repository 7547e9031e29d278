namespace InferenceProviders.Mcp.Sessions;

/// <summary>Set when the server says that its tools changed.</summary>
internal sealed class StaleFlag
{
    private volatile bool _set;

    public bool IsSet => _set;

    public void Set() => _set = true;

    public void Clear() => _set = false;
}
