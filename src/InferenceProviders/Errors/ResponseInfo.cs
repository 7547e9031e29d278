namespace InferenceProviders.Errors;

/// <summary>Who answered, and the id under which they know the request.</summary>
internal readonly record struct ResponseInfo(string? Provider, string? RequestId)
{
    public static ResponseInfo From(HttpResponseMessage response) =>
        new(First(response, "x-inference-provider"), First(response, "x-request-id"));

    private static string? First(HttpResponseMessage response, string header)
    {
        if (response.Headers.NonValidated.TryGetValues(header, out var values))
        {
            foreach (var value in values)
            {
                return value;
            }
        }

        return null;
    }
}
