using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace InferenceProviders.Docs.Tests.Architecture;

/// <summary>
/// Finds numbers and times of the public surface whose documentation leaves a question open: in which unit, from where
/// to where, what when it is left out, and what becomes of a wrong one.
/// </summary>
/// <remarks>
/// What callers set (the parameters of methods and constructors, and the properties of every type that they are given
/// through these, or that have a <c>set</c>) must answer all of them. What callers are given (a report, an offer) has
/// no wrong values, and no default but null. What holds for all properties of a type may stand in the type's
/// documentation.
/// </remarks>
internal sealed partial class NumberDocs
{
    private static readonly HashSet<string> Numbers =
        ["int", "long", "float", "double", "decimal", "byte", "short", "uint", "ulong", "TimeSpan"];

    private readonly Dictionary<string, List<TypeDeclarationSyntax>> _types = new(StringComparer.Ordinal);
    private readonly HashSet<string> _inputs = new(StringComparer.Ordinal);

    /// <param name="files">The sources of all packages, with their paths.</param>
    public NumberDocs(IEnumerable<(string Path, string Text)> files)
    {
        foreach (var type in files.SelectMany(file =>
            CSharpSyntaxTree.ParseText(file.Text, path: file.Path).GetRoot().DescendantNodes()
                .OfType<TypeDeclarationSyntax>()))
        {
            if (type is not ExtensionBlockDeclarationSyntax && PublicMembers.IsPublic(type))
            {
                (_types.TryGetValue(type.Identifier.Text, out var parts) ? parts
                    : _types[type.Identifier.Text] = []).Add(type);
            }
        }

        foreach (var (name, parts) in _types)
        {
            if (parts.SelectMany(Properties).Any(property => HasAccessor(property, SyntaxKind.SetAccessorDeclaration)))
            {
                AddInput(name);
            }
        }

        foreach (var type in Methods.Where(method => !IsOfResult(method))
            .SelectMany(method => method.ParameterList.Parameters).Select(parameter => parameter.Type!))
        {
            AddInputs(type);
        }
    }

    /// <summary>How many numbers were looked at.</summary>
    public int Count { get; private set; }

    private IEnumerable<BaseMethodDeclarationSyntax> Methods =>
        _types.Values.SelectMany(parts => parts).Where(type => type is not InterfaceDeclarationSyntax)
            .SelectMany(type => type.Members.Concat(
                type.Members.OfType<ExtensionBlockDeclarationSyntax>().SelectMany(block => block.Members)))
            .OfType<BaseMethodDeclarationSyntax>()
            .Where(method => PublicMembers.IsPublic(method) && !IsCalledBack(method));

    /// <summary>Results can be made for tests.</summary>
    private static bool IsOfResult(BaseMethodDeclarationSyntax method) =>
        method is ConstructorDeclarationSyntax { Identifier.Text: var name }
        && (name.EndsWith("Response", StringComparison.Ordinal) || name.EndsWith("Result", StringComparison.Ordinal));

    /// <summary>What is missing, by file and line.</summary>
    public IEnumerable<string> Find()
    {
        foreach (var (name, parts) in _types)
        {
            var ofType = string.Join(' ', parts.Select(TextOf));
            var isInput = _inputs.Contains(name);
            foreach (var part in parts.Where(part => part.ParameterList is not null))
            {
                foreach (var parameter in part.ParameterList!.Parameters.Where(IsNumber))
                {
                    var text = ParameterOf(part, parameter.Identifier.Text);
                    var missing = isInput
                        ? MissingOf(text, $"{text} {ofType}", parameter.Type!, parameter.Default is not null)
                        : MissingOf(text, $"{text} {ofType}", parameter.Type!);
                    if (Report(part, $"{name}({parameter.Identifier.Text})", missing) is { } found)
                    {
                        yield return found;
                    }
                }
            }

            foreach (var property in parts.SelectMany(Properties))
            {
                if (!Numbers.Contains(NameOf(property.Type)) || TextOf(property).Contains("<inheritdoc"))
                {
                    continue;
                }

                var text = TextOf(property);
                var missing = isInput
                    ? MissingOf(text, $"{text} {ofType}", property.Type, hasDefault: !IsRequired(property))
                    : MissingOf(text, $"{text} {ofType}", property.Type);
                if (Report(property, $"{name}.{property.Identifier.Text}", missing) is { } found)
                {
                    yield return found;
                }
            }
        }

        foreach (var method in Methods)
        {
            foreach (var parameter in method.ParameterList.Parameters.Where(IsNumber))
            {
                var text = ParameterText(method, parameter.Identifier.Text);
                var missing = MissingOf(
                    text, $"{text} {ExceptionsOf(method)}", parameter.Type!, parameter.Default is not null);
                if (Report(method, $"{MethodName(method)}({parameter.Identifier.Text})", missing) is { } found)
                {
                    yield return found;
                }
            }
        }
    }

    /// <summary>What the documentation of something that callers set leaves open.</summary>
    private static IEnumerable<string> MissingOf(string text, string withRules, TypeSyntax type, bool hasDefault)
    {
        if (!HasUnit(text, withRules, type))
        {
            yield return "unit";
        }

        if (!Range().IsMatch(withRules))
        {
            yield return "range";
        }

        if (hasDefault && !(type is NullableTypeSyntax ? DefaultOrNull().IsMatch(withRules) : Default().IsMatch(text)))
        {
            yield return "default";
        }

        if (!Wrong().IsMatch(withRules))
        {
            yield return "wrong value";
        }
    }

    /// <summary>What the documentation of something that callers are given leaves open.</summary>
    private static IEnumerable<string> MissingOf(string text, string withRules, TypeSyntax type)
    {
        if (!HasUnit(text, withRules, type))
        {
            yield return "unit";
        }

        if (type is NullableTypeSyntax && !DefaultOrNull().IsMatch(withRules))
        {
            yield return "null";
        }
    }

    /// <summary>A time has its unit in its type.</summary>
    private static bool HasUnit(string text, string withRules, TypeSyntax type) =>
        NameOf(type) == "TimeSpan" || Unit().IsMatch(text) || UnitOfAll().IsMatch(withRules);

    private string? Report(SyntaxNode node, string name, IEnumerable<string> missing)
    {
        Count++;
        var line = node.GetLocation().GetLineSpan().StartLinePosition.Line + 1;
        return string.Join(", ", missing) is { Length: > 0 } all
            ? $"{SourceFiles.NameOf(node.SyntaxTree.FilePath)}:{line} {name}: {all}"
            : null;
    }

    private void AddInputs(TypeSyntax type)
    {
        // What a callback gets is ours.
        foreach (var part in type.DescendantNodesAndSelf(node =>
            node is not GenericNameSyntax { Identifier.Text: "IProgress" or "Func" or "Action" }).OfType<TypeSyntax>())
        {
            AddInput(NameOf(part));
        }
    }

    private void AddInput(string name)
    {
        if (_types.TryGetValue(name, out var parts) && _inputs.Add(name))
        {
            foreach (var property in parts.SelectMany(Properties))
            {
                AddInputs(property.Type);
            }
        }
    }

    /// <summary>Called by the library: an override of a caller's, or what an interface asks for.</summary>
    private static bool IsCalledBack(BaseMethodDeclarationSyntax method) =>
        TextOf(method).Contains("<inheritdoc/>") || TextOf(method).Contains("<inheritdoc />")
        || method.Modifiers.Any(modifier => modifier.Kind() is SyntaxKind.OverrideKeyword
            or SyntaxKind.AbstractKeyword or SyntaxKind.VirtualKeyword);

    private static IEnumerable<PropertyDeclarationSyntax> Properties(TypeDeclarationSyntax type) =>
        type.Members.OfType<PropertyDeclarationSyntax>().Where(property => PublicMembers.IsPublic(property)
            && (HasAccessor(property, SyntaxKind.SetAccessorDeclaration)
                || HasAccessor(property, SyntaxKind.InitAccessorDeclaration)));

    private static bool HasAccessor(PropertyDeclarationSyntax property, SyntaxKind kind) =>
        property.AccessorList?.Accessors.Any(accessor =>
            accessor.IsKind(kind) && accessor.Modifiers.Count == 0) is true;

    private static bool IsNumber(ParameterSyntax parameter) => Numbers.Contains(NameOf(parameter.Type!));

    private static bool IsRequired(PropertyDeclarationSyntax property) =>
        property.Modifiers.Any(SyntaxKind.RequiredKeyword);

    private static string NameOf(TypeSyntax type) => type switch
    {
        NullableTypeSyntax nullable => NameOf(nullable.ElementType),
        QualifiedNameSyntax qualified => qualified.Right.Identifier.Text,
        SimpleNameSyntax simple => simple.Identifier.Text,
        _ => type.ToString(),
    };

    private static string MethodName(BaseMethodDeclarationSyntax method) => method switch
    {
        MethodDeclarationSyntax named => named.Identifier.Text,
        ConstructorDeclarationSyntax constructor => constructor.Identifier.Text,
        _ => method.Kind().ToString(),
    };

    private static string TextOf(SyntaxNode node) =>
        LineStart().Replace(node.GetLeadingTrivia().ToFullString(), " ");

    private string ParameterText(BaseMethodDeclarationSyntax method, string name)
    {
        var text = ParameterOf(method, name);
        return Inherited().Match(text) is { Success: true } inherited
            ? text + Methods.Where(other => MethodName(other) == inherited.Groups[1].Value)
                .Select(other => ParameterOf(other, name)).FirstOrDefault(other => !other.Contains("<inheritdoc"))
            : text;
    }

    private static string ParameterOf(SyntaxNode method, string name) =>
        Regex.Match(TextOf(method), $"""<param name="{name}">(.*?)</param>""").Groups[1].Value;

    /// <summary>What a method throws for a number, rather than for another argument.</summary>
    private static string ExceptionsOf(BaseMethodDeclarationSyntax method) => string.Join(
        ' ', Exception().Matches(TextOf(method)).Select(exception => exception.Value)
            .Where(exception => exception.Contains("OutOfRange") || OfNumber().IsMatch(exception)));

    [GeneratedRegex(@"\s*///\s*")]
    private static partial Regex LineStart();

    [GeneratedRegex("""<inheritdoc cref="(?:\w+\.)*(\w+)\(""")]
    private static partial Regex Inherited();

    [GeneratedRegex("""<exception cref="Argument.*?</exception>""")]
    private static partial Regex Exception();

    // A number is of something: bytes, dollars, how many of what, a share from 0 to 1.
    [GeneratedRegex(
        @"\b(?:milli|nano|micro)?seconds?\b|\bdays?\b|\btokens?\b|\bbytes?\b|\bcharacters?\b|\bdollars?\b"
            + @"|\bpixels?\b|\bframes?\b|\bhow (?:many|often)\b|\bnumber of\b|\bnumber\b|\bshares?\b|\brequests?\b"
            + @"|\battempts?\b|\bfrom -?\d|\bthe most\b|\bport\b|\bseed\b",
        RegexOptions.IgnoreCase)]
    private static partial Regex Unit();

    // What holds for all members of a type stands in its own documentation.
    [GeneratedRegex(@"\bin (?:bytes|pixels|US dollars|billionths of a US dollar)\b",
        RegexOptions.IgnoreCase)]
    private static partial Regex UnitOfAll();

    [GeneratedRegex(
        @"\b(?:over|more than|greater than) (?:zero|0)\b|\bat (?:least|most)\b|\bfrom (?:-?[\d.]+|zero)(?: \w+)? to\b"
            + @"|\b[\d.]+ to [\d.,]+"
            + @"|\bnot negative\b|\bzero or more\b|\bfinite\b|\bany (?:number|value|time)\b|\bnot over\b",
        RegexOptions.IgnoreCase)]
    private static partial Regex Range();

    [GeneratedRegex(@"\bdefaults?\b", RegexOptions.IgnoreCase)]
    private static partial Regex Default();

    [GeneratedRegex(@"\bdefaults?\b|\bnull\b", RegexOptions.IgnoreCase)]
    private static partial Regex DefaultOrNull();

    [GeneratedRegex(
        @"\bnumbers?\b|\bnegative\b|\b(?:over|greater than) (?:zero|0)\b|\brange\b", RegexOptions.IgnoreCase)]
    private static partial Regex OfNumber();

    [GeneratedRegex(
        @"<exception|\bthrows?\b|\brefuse[sd]?\b|\bArgument\w*Exception\b|(?<!null: )\bany (?:number|value|time)\b"
            + @"|\bis (?:ignored|sent as)\b",
        RegexOptions.IgnoreCase)]
    private static partial Regex Wrong();
}
