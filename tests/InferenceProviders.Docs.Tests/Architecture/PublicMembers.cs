using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace InferenceProviders.Docs.Tests.Architecture;

/// <summary>What of the sources callers see.</summary>
internal static class PublicMembers
{
    public static bool IsPublic(MemberDeclarationSyntax member)
    {
        var inInterface = member.Parent is InterfaceDeclarationSyntax;
        if (!inInterface && !member.Modifiers.Any(SyntaxKind.PublicKeyword))
        {
            return false;
        }

        // Members of an extension block are as public as they say, in a class that is.
        return member.Ancestors().OfType<BaseTypeDeclarationSyntax>()
            .Where(type => type is not ExtensionBlockDeclarationSyntax)
            .All(type => type.Modifiers.Any(SyntaxKind.PublicKeyword));
    }
}
