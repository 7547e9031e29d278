using System.Reflection;
using System.Text.RegularExpressions;

namespace InferenceProviders.SemanticKernel.Tests.Support;

/// <summary>
/// The tests that need packages which some feeds lack, read from their sources: there they are compiled, or, on such a feed, listed as skipped.
/// </summary>
internal static partial class Scenario
{
    private const string Folder = "scenarios/";

    /// <summary>The tests of a set, as <c>Class.Method</c>.</summary>
    public static IReadOnlyList<string> In(string set) =>
        [.. Assembly.GetExecutingAssembly().GetManifestResourceNames()
            .Where(name => name.StartsWith($"{Folder}{set}/", StringComparison.Ordinal))
            .SelectMany(name => TestPattern().Matches(Text(name)).Select(match => $"{name[(name.LastIndexOf('/') + 1)..]}.{match.Groups[1].Value}"))
            .Order(StringComparer.Ordinal)];

    /// <summary>The same from the compiled tests.</summary>
    public static IReadOnlyList<string> Compiled(string space) =>
        [.. Assembly.GetExecutingAssembly().GetTypes()
            .Where(type => type.Namespace == space)
            .SelectMany(type => type.GetMethods().Where(method => method.IsDefined(typeof(FactAttribute))).Select(method => $"{type.Name}.{method.Name}"))
            .Order(StringComparer.Ordinal)];

    private static string Text(string name)
    {
        using var reader = new StreamReader(Assembly.GetExecutingAssembly().GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }

    /// <summary>An attribute, perhaps others, and the method.</summary>
    [GeneratedRegex(@"^    \[(?:Fact|Theory)\b.*\n(?:    \[.*\n)*    public (?:async )?\w+ (\w+)\(", RegexOptions.Multiline)]
    private static partial Regex TestPattern();
}
