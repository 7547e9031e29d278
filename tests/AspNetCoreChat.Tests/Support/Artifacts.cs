using System.Reflection;

namespace AspNetCoreChat.Tests.Support;

/// <summary>Where the tests leave pictures of what they saw.</summary>
internal static class Artifacts
{
    public static string Folder { get; } = Path.Combine(Metadata("Repository"), "artifacts", "playground");

    public static string Metadata(string key) =>
        typeof(Artifacts).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .Single(attribute => attribute.Key == key).Value!;
}
