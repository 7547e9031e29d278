using ModelContextProtocol.Protocol;

namespace InferenceProviders.Mcp;

/// <summary>What a server lists as its tools.</summary>
/// <param name="Tools">The tools that can be used, as the server describes them.</param>
/// <param name="UnusableTools">
/// The names of those that cannot, with the reason: their definition cannot be read, or they run as tasks only and the
/// server runs none. A tool without a name is named by its place: <c>#2</c>.
/// </param>
public sealed record McpToolList(IReadOnlyList<Tool> Tools, IReadOnlyDictionary<string, string> UnusableTools);
