using System.Reflection;

namespace InferenceProviders.Readme.Tests;

/// <summary>Where this test was built, as the project file wrote it into the assembly.</summary>
internal static class Checkout
{
    public static string Root => Metadata("Repository");

    public static string Quickstart => Metadata("Quickstart");

    private static string Metadata(string key) =>
        typeof(Checkout).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == key).Value!;
}
