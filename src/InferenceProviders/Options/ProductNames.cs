using System.Net.Http.Headers;
using InferenceProviders.Primitives;

namespace InferenceProviders.Options;

/// <summary>What the library calls itself on the wire.</summary>
internal static class ProductNames
{
    private static readonly string Library =
        $"InferenceProviders.NET/{typeof(ProductNames).Assembly.GetName().Version?.ToString(3) ?? "0"}";

    public static string UserAgent(string? application, string argument)
    {
        if (string.IsNullOrWhiteSpace(application))
        {
            return Library;
        }

        if (!ProductInfoHeaderValue.TryParse(application.Trim(), out var product) || product.Product is null)
        {
            throw new ArgumentException(
                $"'{Validate.Printable(application)}' is not a product name: write 'my-app' or 'my-app/1.2'.",
                argument);
        }

        return $"{product} {Library}";
    }
}
