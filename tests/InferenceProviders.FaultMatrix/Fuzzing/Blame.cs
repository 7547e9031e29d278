using System.Diagnostics;
using System.Reflection;
using InferenceProviders.Conformance.Comparison;
using InferenceProviders.Conformance.Runners;

namespace InferenceProviders.FaultMatrix.Fuzzing;

/// <summary>Whose an exception is, from its stack.</summary>
internal static class Blame
{
    private static readonly string[] Reading = [typeof(ICaseRunner).Namespace!, typeof(JsonComparison).Namespace!];

    /// <summary>Whether it came out of the library, or through it.</summary>
    public static bool IsOurs(Exception exception) =>
        Methods(exception).Any(method => method.Module.Assembly == typeof(InferenceRouter).Assembly);

    /// <summary>
    /// Whether what makes the results comparable for the conformance tests threw it, or asked the framework for what it
    /// threw.
    /// </summary>
    public static bool IsReading(Exception exception) =>
        Origin(exception)?.DeclaringType?.Namespace is { } place
            && Reading.Any(space => place == space || place.StartsWith($"{space}.", StringComparison.Ordinal));

    /// <summary>Its type, and the first method on its stack that is not the framework's.</summary>
    public static string Describe(Exception exception) =>
        $"{exception.GetType()} in {(Origin(exception) is { } method ? $"{method.DeclaringType}.{method.Name}" : "the framework")}";

    private static MethodBase? Origin(Exception exception) =>
        Methods(exception).FirstOrDefault(method => !IsFramework(method.Module.Assembly.GetName().Name!));

    private static bool IsFramework(string assembly) =>
        assembly == "System" || assembly.StartsWith("System.", StringComparison.Ordinal);

    private static IEnumerable<MethodBase> Methods(Exception exception) =>
        new StackTrace(exception).GetFrames().Select(frame => frame.GetMethod()).OfType<MethodBase>();
}
