using System.Reflection;

namespace InferenceProviders.TestUtilities;

/// <summary>Where the tests were built, as the project file wrote it into the assembly.</summary>
internal static class Checkout
{
    public static string Root => Metadata("Repository");

    public static string Quickstart => Sample("Quickstart");

    /// <summary>A sample's program, built beside the tests.</summary>
    public static string Sample(string name) =>
        Path.Combine(Root, "samples", name, "bin", Metadata("Configuration"), Metadata("TargetFramework"), $"{name}.dll");

    private static string Metadata(string key) =>
        typeof(Checkout).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == key).Value!;
}
