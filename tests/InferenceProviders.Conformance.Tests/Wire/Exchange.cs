using System.Text.Json;

namespace InferenceProviders.Conformance.Wire;

/// <summary>One request of the client and the answer that it was given.</summary>
internal sealed record Exchange(string Role, JsonElement Request, JsonElement Response, string Fixtures)
{
    public const string Inference = "inference";
    public const string HubMapping = "hub-mapping";
    public const string HubTasks = "hub-tasks";
    public const string HubModelInfo = "hub-model-info";
    public const string Poll = "poll";
    public const string Download = "download";

    public string Method => Request.GetProperty("method").GetString()!;

    public string Url => Request.GetProperty("url").GetString()!;

    public JsonElement Body => Request.TryGetProperty("body", out var body) ? body : default;

    /// <summary>Reads the list, with the identical polls that the capture left out put in again.</summary>
    public static IReadOnlyList<Exchange> ReadAll(JsonElement list, string fixtures)
    {
        var exchanges = new List<Exchange>();
        foreach (var item in list.EnumerateArray())
        {
            var role = item.GetProperty("role").GetString()!;
            if (role == "omitted")
            {
                exchanges.AddRange(Enumerable.Repeat(exchanges[^1], item.GetProperty("count").GetInt32()));
            }
            else
            {
                exchanges.Add(new Exchange(role, item.GetProperty("request"), item.GetProperty("response"), fixtures));
            }
        }

        return exchanges;
    }

    public override string ToString() => $"{Method} {Url}";
}
