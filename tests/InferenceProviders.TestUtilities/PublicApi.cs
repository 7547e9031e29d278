using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;

namespace InferenceProviders.TestUtilities;

/// <summary>
/// Writes the public surface of an assembly as text, one line a member, in an order that does not depend on the
/// compiler.
/// </summary>
internal static class PublicApi
{
    private const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static
        | BindingFlags.DeclaredOnly;

    public static string Of(Assembly assembly)
    {
        var text = new StringBuilder();
        // The compiler keeps the groups of extension members in nested types of names that nobody can write.
        foreach (var type in assembly.GetExportedTypes()
            .Where(type => !type.FullName!.Contains('<', StringComparison.Ordinal))
            .OrderBy(type => type.FullName, StringComparer.Ordinal))
        {
            text.Append(TypeLine(type)).Append('\n');
            foreach (var member in Members(type).Order(StringComparer.Ordinal))
            {
                text.Append("    ").Append(member).Append('\n');
            }
        }

        return text.ToString();
    }

    private static string TypeLine(Type type)
    {
        var kind = type.IsEnum
            ? "enum"
            : type.IsInterface ? "interface"
            : type.IsAssignableTo(typeof(Delegate)) ? "delegate"
            : type.IsValueType
                ? "struct"
                : type is { IsAbstract: true, IsSealed: true } ? "static class"
                : type.IsAbstract ? "abstract class"
                : type.IsSealed ? "sealed class"
                : "class";
        var bases = new List<string>();
        if (type.BaseType is { } parent && parent != typeof(object) && parent != typeof(ValueType)
            && parent != typeof(Enum) && parent != typeof(MulticastDelegate))
        {
            bases.Add(Name(parent));
        }

        bases.AddRange(
            type.GetInterfaces().Where(one => one.IsPublic && !type.IsEnum).Except(type.BaseType?.GetInterfaces() ?? [])
            .Select(Name).Order(StringComparer.Ordinal));
        var inherited = bases.Count == 0 || kind == "delegate" ? "" : " : " + string.Join(", ", bases);
        return $"{kind} {type.Namespace}.{Name(type)}{inherited}";
    }

    private static IEnumerable<string> Members(Type type)
    {
        if (type.IsEnum)
        {
            return Enum.GetNames(type)
                .Select(
                    name =>
                        string.Create(
                            CultureInfo.InvariantCulture,
                            $"{Convert.ToInt64(Enum.Parse(type, name), CultureInfo.InvariantCulture):D4} {name}"));
        }

        if (type.IsAssignableTo(typeof(Delegate)))
        {
            return [Method(type.GetMethod("Invoke")!)];
        }

        return type.GetConstructors(Declared).Where(IsVisible)
            .Select(constructor => $"{Access(constructor)}.ctor({Parameters(constructor)})")
            .Concat(
                type.GetFields(Declared).Where(field => field.IsPublic || field.IsFamily)
                .Select(
                    field =>
                        $"{(field.IsLiteral ? "const " : field.IsStatic ? "static " : "")}{Name(field.FieldType, new NullabilityInfoContext().Create(field))} {field.Name}"))
            .Concat(
                type.GetProperties(Declared).Where(property => property.GetAccessors(nonPublic: true).Any(IsVisible))
                .Select(Property))
            .Concat(
                type.GetEvents(Declared).Where(one => IsVisible(one.AddMethod!))
                .Select(one => $"event {Name(one.EventHandlerType!)} {one.Name}"))
            .Concat(
                type.GetMethods(Declared)
                .Where(
                    method =>
                        IsVisible(method)
                        && (!method.IsSpecialName || method.Name.StartsWith("op_", StringComparison.Ordinal))
                        && !IsOfRecord(method)).Select(Method));
    }

    /// <summary>What the compiler gives every record says nothing that "record" does not.</summary>
    private static bool IsOfRecord(MethodInfo method) =>
        method.IsDefined(typeof(CompilerGeneratedAttribute)) && method.Name is "ToString" or "Equals" or "GetHashCode"
            or "op_Equality" or "op_Inequality" or "<Clone>$" or "PrintMembers" or "get_EqualityContract";

    private static string Property(PropertyInfo property)
    {
        var accessors = new List<string>();
        if (property.GetMethod is { } get && IsVisible(get))
        {
            accessors.Add("get;");
        }

        if (property.SetMethod is { } set && IsVisible(set))
        {
            accessors.Add(set.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit)) ? "init;"
                : "set;");
        }

        var one = property.GetAccessors(nonPublic: true).First(IsVisible);
        var index = property.GetIndexParameters() is { Length: > 0 } parameters
            ? $"[{string.Join(", ", parameters.Select(Parameter))}]"
            : "";
        var required = property.IsDefined(typeof(RequiredMemberAttribute)) ? "required " : "";
        var name = Name(property.PropertyType, new NullabilityInfoContext().Create(property));
        return $"{Access(one)}{required}{name} {property.Name}{index} {{ {string.Join(' ', accessors)} }}";
    }

    private static string Method(MethodInfo method)
    {
        var generic = method.IsGenericMethodDefinition
            ? $"<{string.Join(", ", method.GetGenericArguments().Select(argument => argument.Name))}>"
            : "";
        var extension = method.IsDefined(typeof(ExtensionAttribute)) ? "this " : "";
        var returned = Name(method.ReturnType, new NullabilityInfoContext().Create(method.ReturnParameter));
        return $"{Access(method)}{returned} {method.Name}{generic}({extension}{Parameters(method)})";
    }

    private static string Parameters(MethodBase method) => string.Join(", ", method.GetParameters().Select(Parameter));

    private static string Parameter(ParameterInfo parameter)
    {
        var kind = parameter.IsOut
            ? "out "
            : parameter.ParameterType.IsByRef ? parameter.IsIn ? "in "
            : "ref "
            : parameter.IsDefined(typeof(ParamArrayAttribute)) || parameter.IsDefined(typeof(ParamCollectionAttribute))
            ? "params "
            : "";
        var value = parameter.HasDefaultValue
            ? $" = {(parameter.DefaultValue is null ? "default" : string.Create(CultureInfo.InvariantCulture, $"{parameter.DefaultValue}"))}"
            : "";
        var name = Name(parameter.ParameterType, new NullabilityInfoContext().Create(parameter));
        return $"{kind}{name} {parameter.Name}{value}";
    }

    private static bool IsVisible(MethodBase method) => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly;

    private static string Access(MethodBase method) =>
        (method.IsFamily || method.IsFamilyOrAssembly ? "protected " : "") + (method.IsStatic ? "static " : "")
        + (method is MethodInfo { IsAbstract: true } && method.DeclaringType is { IsInterface: false } ? "abstract "
            : method is MethodInfo info && info.IsVirtual && info.GetBaseDefinition() != info ? "override "
            : method is { IsVirtual: true, IsFinal: false } && method.DeclaringType is { IsInterface: false }
                ? "virtual "
                : "");

    private static string Name(Type type) => Name(type, null);

    private static string Name(Type type, NullabilityInfo? nullability)
    {
        if (type.IsByRef)
        {
            return Name(type.GetElementType()!, nullability);
        }

        if (Nullable.GetUnderlyingType(type) is { } underlying)
        {
            return Name(underlying) + "?";
        }

        var mark = !type.IsValueType && nullability is { ReadState: NullabilityState.Nullable }
            or { WriteState: NullabilityState.Nullable } && !type.IsValueType ? "?" : "";
        if (type.IsArray)
        {
            return $"{Name(type.GetElementType()!, nullability?.ElementType)}[]{mark}";
        }

        var name = Keyword(type)
            ?? (type.IsNested && !type.IsGenericParameter ? $"{Name(type.DeclaringType!)}." : "")
            + type.Name.Split('`')[0];
        if (type.IsGenericType)
        {
            var arguments = type.GetGenericArguments();
            var names = arguments.Select(
                (argument, index) => Name(argument, nullability?.GenericTypeArguments.ElementAtOrDefault(index)));
            name += $"<{string.Join(", ", names)}>";
        }

        return name + mark;
    }

    private static string? Keyword(Type type) => Type.GetTypeCode(type) switch
    {
        _ when type.IsEnum => null,
        TypeCode.Boolean => "bool",
        TypeCode.Byte => "byte",
        TypeCode.Double => "double",
        TypeCode.Int32 => "int",
        TypeCode.Int64 => "long",
        TypeCode.Single => "float",
        TypeCode.String => "string",
        TypeCode.Decimal => "decimal",
        _ => type == typeof(void) ? "void" : type == typeof(object) ? "object" : null,
    };
}
