using InferenceProviders.Primitives;

namespace InferenceProviders.Transport;

/// <summary>
/// Builds the final URL of a request, and checks on the result that host and path are the ones intended.
/// </summary>
internal static class RouteGuard
{
    /// <summary>
    /// Puts <paramref name="path"/> below <paramref name="baseAddress"/>; <c>{model}</c> in it stands for the model.
    /// </summary>
    /// <exception cref="InferenceException">The model's id would lead out of the route.</exception>
    public static Uri Resolve(Uri baseAddress, string path, string model)
    {
        var filled = path;
        if (path.Contains("{model}", StringComparison.Ordinal))
        {
            CheckModel(model);
            filled = path.Replace("{model}", model, StringComparison.Ordinal);
        }

        var root = baseAddress.GetLeftPart(UriPartial.Path).TrimEnd('/');
        var expected = filled.StartsWith('/') ? root + filled : $"{root}/{filled}";
        var uri = new Uri(expected);

        // Uri folds dot segments and escapes; a URL that it changed is one that does not say what it seems to.
        if (!uri.GetLeftPart(UriPartial.Authority).Equals(
            baseAddress.GetLeftPart(UriPartial.Authority), StringComparison.Ordinal)
            || !uri.AbsoluteUri.StartsWith(root, StringComparison.Ordinal)
            || !uri.AbsoluteUri.Equals(expected, StringComparison.Ordinal)
            || uri.AbsolutePath.Contains("//", StringComparison.Ordinal))
        {
            throw Outside(model);
        }

        return uri;
    }

    /// <summary>The Hub's mapping is data from outside: an id in it must not leave the route either.</summary>
    public static void CheckModel(string model)
    {
        if (!IsModel(model))
        {
            throw Outside(model);
        }
    }

    public static bool IsModel(string model)
    {
        foreach (var range in model.AsSpan().Split('/'))
        {
            var segment = model.AsSpan(range.Start.Value..range.End.Value);
            if (segment.IsEmpty || segment is "." or ".." || segment.ContainsAnyExceptInRange('!', '~')
                || segment.IndexOfAny("%\\?#") >= 0)
            {
                return false;
            }
        }

        return true;
    }

    private static InferenceException Outside(string model) =>
        new(InferenceErrorKind.InvalidRequest,
            $"The model id '{Validate.Printable(model)}' would lead out of its route; the request was not sent.")
        {
            Model = Validate.Printable(model),
        };
}
