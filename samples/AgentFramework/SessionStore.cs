using System.Text.Json;
using Microsoft.Agents.AI;

namespace AgentFramework;

/// <summary>
/// Keeps a session as JSON, as a web application would between two requests: in a file, or in memory.
/// </summary>
internal sealed class SessionStore(AIAgent agent, string? file)
{
    private JsonElement? _kept = File.Exists(file) ? Read(file) : null;

    public async Task<AgentSession> LoadAsync(CancellationToken cancellationToken) => _kept is { } kept
        ? await agent.DeserializeSessionAsync(kept, cancellationToken: cancellationToken)
        : await agent.CreateSessionAsync(cancellationToken);

    public async Task SaveAsync(AgentSession session, CancellationToken cancellationToken)
    {
        _kept = await agent.SerializeSessionAsync(session, cancellationToken: cancellationToken);
        if (file is not null)
        {
            await File.WriteAllTextAsync(file, _kept.Value.GetRawText(), cancellationToken);
        }
    }

    private static JsonElement Read(string file)
    {
        try
        {
            return JsonElement.Parse(File.ReadAllText(file));
        }
        catch (JsonException exception)
        {
            throw new InvalidDataException($"'{file}' does not hold a session: {exception.Message}", exception);
        }
    }
}
