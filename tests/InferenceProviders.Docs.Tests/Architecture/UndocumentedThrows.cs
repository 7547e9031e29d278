using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace InferenceProviders.Docs.Tests.Architecture;

/// <summary>
/// Public members whose body throws an <see cref="ArgumentException"/>, or one that derives from it, and whose
/// documentation has no <c>exception</c> of these. What is thrown by what they call is not seen.
/// </summary>
internal static class UndocumentedThrows
{
    private static readonly HashSet<string> Exceptions =
        ["ArgumentException", "ArgumentNullException", "ArgumentOutOfRangeException"];

    /// <summary>The members of a file, with their lines.</summary>
    public static IEnumerable<string> In(string file)
    {
        var root = CSharpSyntaxTree.ParseText(File.ReadAllText(file)).GetRoot();
        foreach (var member in root.DescendantNodes().OfType<MemberDeclarationSyntax>())
        {
            if (member is BaseMethodDeclarationSyntax or BasePropertyDeclarationSyntax && PublicMembers.IsPublic(member)
                && Throws(member) && !Says(member))
            {
                var line = member.GetLocation().GetLineSpan().StartLinePosition.Line + 1;
                yield return $"{Path.GetFileName(file)}:{line} {NameOf(member)}";
            }
        }
    }

    private static bool Throws(MemberDeclarationSyntax member) =>
        member.DescendantNodes(node => node is not (LambdaExpressionSyntax or LocalFunctionStatementSyntax))
            .Any(node => node switch
            {
                ThrowStatementSyntax { Expression: { } thrown } => IsArgumentException(thrown),
                ThrowExpressionSyntax { Expression: { } thrown } => IsArgumentException(thrown),
                InvocationExpressionSyntax
                {
                    Expression: MemberAccessExpressionSyntax
                    {
                        Expression: IdentifierNameSyntax type,
                        Name.Identifier.Text: var method,
                    },
                } => Exceptions.Contains(type.Identifier.Text)
                    && method.StartsWith("ThrowIf", StringComparison.Ordinal),
                _ => false,
            });

    private static bool IsArgumentException(ExpressionSyntax thrown) =>
        thrown is ObjectCreationExpressionSyntax { Type: IdentifierNameSyntax type }
        && Exceptions.Contains(type.Identifier.Text);

    private static bool Says(MemberDeclarationSyntax member)
    {
        var documentation = member.GetLeadingTrivia().ToFullString();
        return documentation.Contains("<inheritdoc", StringComparison.Ordinal)
            || Exceptions.Any(exception =>
                documentation.Contains($"<exception cref=\"{exception}\"", StringComparison.Ordinal));
    }

    private static string NameOf(MemberDeclarationSyntax member) => member switch
    {
        MethodDeclarationSyntax method => method.Identifier.Text,
        ConstructorDeclarationSyntax constructor => constructor.Identifier.Text,
        PropertyDeclarationSyntax property => property.Identifier.Text,
        _ => member.Kind().ToString(),
    };
}
