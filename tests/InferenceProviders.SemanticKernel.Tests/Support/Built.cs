using System.Reflection;

namespace InferenceProviders.SemanticKernel.Tests.Support;

/// <summary>What was built beside the tests, as the project file wrote it into the assembly.</summary>
internal static class Built
{
    public static string Sample => Path("Sample");

    private static string Path(string key) => typeof(Built).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == key).Value!;
}
