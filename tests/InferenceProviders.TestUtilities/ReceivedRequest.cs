using System.Text;
using System.Text.Json;

namespace InferenceProviders.TestUtilities;

/// <summary>A request as it came over the socket.</summary>
internal sealed record ReceivedRequest(
    string Method, string Target, IReadOnlyList<(string Name, string Value)> Headers, byte[] Body)
{
    /// <summary>The value of a header, or null; more than one is an error of the test's subject.</summary>
    public string? Header(string name) =>
        Headers.SingleOrDefault(header => header.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).Value;

    public string Text => Encoding.UTF8.GetString(Body);

    public JsonElement Json => JsonElement.Parse(Body);
}
