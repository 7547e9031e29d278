using System.Net.Http.Headers;

namespace InferenceProviders.Mcp.Sessions;

internal static class HttpContentHeadersExtensions
{
    /// <summary>Adds the headers of another content as they came, without a look into them.</summary>
    public static void AddAll(this HttpContentHeaders headers, HttpContentHeaders others)
    {
        foreach (var (name, values) in others.NonValidated)
        {
            if (values.Count == 1)
            {
                headers.TryAddWithoutValidation(name, values.ToString());
            }
            else
            {
                headers.TryAddWithoutValidation(name, values);
            }
        }
    }
}
