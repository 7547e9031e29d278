namespace InferenceProviders.Emulator;

/// <summary>
/// What the real server of <c>/v1/responses</c> does that it should not (huggingface/responses.js, commit c0ac6ee, as
/// measured). Without any, the emulator behaves as that server means to.
/// </summary>
[Flags]
public enum ResponsesDefects
{
    /// <summary>No defects.</summary>
    None = 0,

    /// <summary>A reasoning item in the input is a 400 for the whole request.</summary>
    RefusesReasoning = 1,

    /// <summary>Messages of the role <c>developer</c> are accepted and do not reach the model.</summary>
    DropsDeveloper = 2,

    /// <summary>
    /// Messages and reasoning are added at position 0, and events about MCP have neither item nor position.
    /// </summary>
    MisplacesEvents = 4,

    /// <summary>
    /// An item that is followed by a tool call in the same turn of the model never gets its done events.
    /// </summary>
    OmitsDone = 8,

    /// <summary>Of several MCP calls in one turn of the model only the last is run.</summary>
    RunsLastCallOnly = 16,

    /// <summary>
    /// The last MCP call is run again, under its id, when the model's next turn begins with reasoning or is empty.
    /// </summary>
    RunsCallsAgain = 32,

    /// <summary>A tool that is not allowed is run when the model calls it all the same.</summary>
    RunsHiddenTools = 64,

    /// <summary>Usage is zeros.</summary>
    LosesUsage = 128,

    /// <summary>All of them.</summary>
    All =
        RefusesReasoning | DropsDeveloper | MisplacesEvents | OmitsDone | RunsLastCallOnly | RunsCallsAgain
            | RunsHiddenTools | LosesUsage,
}
