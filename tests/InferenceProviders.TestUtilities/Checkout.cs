using System.Reflection;

namespace InferenceProviders.TestUtilities;

/// <summary>Where the tests were built, as the project file wrote it into the assembly.</summary>
internal static class Checkout
{
    public static string Root => Metadata("Repository");

    public static string Quickstart => Sample("Quickstart");

    /// <summary>A sample's program, built beside the tests.</summary>
    public static string Sample(string name) => Program("samples", name);

    /// <summary>A tool's program, built beside the tests.</summary>
    public static string Tool(string name) => Program("tools", name);

    private static string Program(string folder, string name) =>
        Path.Combine(Root, folder, name, "bin", Metadata("Configuration"), Metadata("TargetFramework"), $"{name}.dll");

    private static string Metadata(string key) =>
        typeof(Checkout).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .Single(attribute => attribute.Key == key).Value!;
}
