using System.Text.Json;
using System.Text.RegularExpressions;
using AspNetCoreChat.Tools;
using Microsoft.Extensions.AI;

namespace AspNetCoreChat.Endpoints;

/// <summary>A function that the model is told of, and whose result the person at the page gives.</summary>
/// <param name="Name">Letters, digits, <c>_</c> and <c>-</c>; not the name of one of this program's functions.</param>
/// <param name="Description">What it does.</param>
/// <param name="Parameters">A JSON schema.</param>
internal sealed partial record FunctionBody(string Name, string? Description, JsonElement Parameters)
{
    /// <exception cref="BadHttpRequestException">It cannot be offered to a model.</exception>
    public AITool ToTool() =>
        !ValidName.IsMatch(Name) || LocalTools.Named([Name]).Any()
            ? throw new BadHttpRequestException(
                $"'{Name}' cannot be the name of a function: write up to 64 letters, digits, _ and -, and not the name "
                + "of a built-in tool.")
            : Parameters.ValueKind is not JsonValueKind.Object
                ? throw new BadHttpRequestException($"The parameters of '{Name}' are not a JSON schema.")
                : AIFunctionFactory.CreateDeclaration(Name, Description, Parameters);

    [GeneratedRegex("^[A-Za-z0-9_-]{1,64}$")]
    private static partial Regex ValidName { get; }
}
