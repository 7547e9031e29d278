namespace InferenceProviders.FaultMatrix.Subjects;

/// <summary>A token and a prompt that may be in requests, and nowhere else.</summary>
internal static class Canary
{
    public const string Token = "hf_canaryTOKENcanaryTOKENcanary0001";

    public const string Prompt = "The canary prompt sings of account 4711-0815 at dawn.";

    /// <summary>Pieces that nobody would write by accident.</summary>
    private static readonly string[] Traces = ["canaryTOKEN", "canary prompt", "4711-0815"];

    /// <summary>Whether a text has any of it.</summary>
    public static bool IsIn(string? text) => text is not null && Traces.Any(trace => text.Contains(trace, StringComparison.OrdinalIgnoreCase));
}
