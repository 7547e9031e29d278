using System.IO.Enumeration;

namespace InferenceProviders.TestUtilities;

/// <summary>A text in which <c>*</c> stands for any characters, and nothing else for anything but itself.</summary>
internal static class Pattern
{
    public static bool Matches(string pattern, string text) =>
        FileSystemName.MatchesSimpleExpression(
            pattern.Replace("\\", "\\\\", StringComparison.Ordinal)
            .Replace("?", "\\?", StringComparison.Ordinal), text, ignoreCase: false);
}
