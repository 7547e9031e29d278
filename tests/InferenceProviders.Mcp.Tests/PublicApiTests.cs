using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;

namespace InferenceProviders.Mcp.Tests;

/// <summary>The public surface, written down: a change of it is a change of PublicApi.txt, made on purpose.</summary>
public sealed class PublicApiTests
{
    [Fact]
    public void The_public_surface_is_the_one_that_was_agreed()
    {
        var actual = Describe(typeof(McpToolsChatClient).Assembly);

        // Beside the agreed one, to be copied where the change is meant.
        File.WriteAllText(Path.Combine(AppContext.BaseDirectory, "PublicApi.received.txt"), actual);
        Assert.Equal(
            File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "PublicApi.txt")).ReplaceLineEndings("\n"), actual);
    }

    private static string Describe(Assembly assembly)
    {
        var text = new StringBuilder();
        foreach (var type in assembly.GetExportedTypes().OrderBy(static type => type.FullName, StringComparer.Ordinal))
        {
            text.Append(type.FullName).Append('\n');
            foreach (var member in Members(type).Order(StringComparer.Ordinal))
            {
                text.Append("  ").Append(member).Append('\n');
            }
        }

        return text.ToString();
    }

    private static IEnumerable<string> Members(Type type)
    {
        foreach (var member in type.GetMembers(
            BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly))
        {
            if (member.IsDefined(typeof(CompilerGeneratedAttribute))
                || member.Name.Contains('<', StringComparison.Ordinal))
            {
                continue;
            }

            switch (member)
            {
                case PropertyInfo property:
                    yield return $"{property.PropertyType} {property.Name} "
                        + $"{{{(property.CanRead ? " get;" : "")}{(Setter(property))} }}";
                    break;

                case FieldInfo field when !field.IsSpecialName:
                    yield return field.Name;
                    break;

                case MethodInfo { IsSpecialName: false } method:
                    yield return $"{(method.IsStatic ? "static " : "")}{method.ReturnType} "
                        + $"{method.Name}({Parameters(method)})";
                    break;

                case ConstructorInfo constructor:
                    yield return $"new({Parameters(constructor)})";
                    break;
            }
        }
    }

    private static string Setter(PropertyInfo property) => property.SetMethod is not { IsPublic: true } setter ? ""
        : setter.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit)) ? " init;"
        : " set;";

    private static string Parameters(MethodBase method) =>
        string.Join(
            ", ", method.GetParameters()
            .Select(
                static parameter =>
                    $"{parameter.ParameterType} {parameter.Name}{(parameter.HasDefaultValue ? " = default" : "")}"));
}
