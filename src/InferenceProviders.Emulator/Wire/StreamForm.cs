namespace InferenceProviders.Emulator.Wire;

/// <summary>How server-sent events are framed.</summary>
internal sealed record StreamForm
{
    /// <summary>Whether a first event has the role only.</summary>
    public bool RoleFirst { get; init; }

    /// <summary>A comment line before the first event and between others.</summary>
    public string? KeepAlive { get; init; }

    /// <summary>Whether <c>data: [DONE]</c> ends it.</summary>
    public bool Done { get; init; } = true;

    public string LineEnd { get; init; } = "\n";

    /// <summary><c>data: </c>, or without the space.</summary>
    public string DataPrefix { get; init; } = "data: ";

    /// <summary>Whether events have <c>event:</c> and <c>id:</c> lines.</summary>
    public bool EventLines { get; init; }

    public string ContentType { get; init; } = "text/event-stream";
}
