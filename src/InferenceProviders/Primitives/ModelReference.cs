using System.Diagnostics.CodeAnalysis;
using InferenceProviders.Primitives;

namespace InferenceProviders;

/// <summary>
/// A model as a caller names it: <c>org/name</c>, a bare <c>name</c>, either with <c>:fastest</c>, <c>:cheapest</c>,
/// <c>:preferred</c> or <c>:{provider}</c> behind it, or the URL of an endpoint. The URL of a model's page on
/// huggingface.co is taken for the model. The grammar is strict: nothing that it accepts can leave its route or change
/// the host.
/// </summary>
public sealed class ModelReference
{
    private const int MaxLength = 256;
    private const int MaxUrlLength = 2048;

    private ModelReference(string text, string id, string? suffix, Uri? endpoint)
    {
        Text = text;
        Id = id;
        Suffix = suffix;
        Endpoint = endpoint;
    }

    /// <summary>What the caller wrote; for a page of huggingface.co, the model that it is about.</summary>
    public string Text { get; }

    /// <summary>The model id without its suffix; for an endpoint, the URL.</summary>
    public string Id { get; }

    /// <summary>
    /// What follows the colon: a policy, a provider, or a tag of a provider's own id. Null when there is none.
    /// </summary>
    public string? Suffix { get; }

    /// <summary>The endpoint, when the reference is a URL.</summary>
    public Uri? Endpoint { get; }

    /// <summary>
    /// Whether <see cref="Suffix"/> is one of the router's policies: <c>fastest</c>, <c>cheapest</c>, <c>preferred</c>.
    /// </summary>
    public bool HasPolicySuffix => Suffix is "fastest" or "cheapest" or "preferred";

    /// <summary>
    /// Whether <see cref="Suffix"/> is a provider (or a provider's tag): the server-side router takes it from there.
    /// </summary>
    internal bool NamesProvider => Suffix is not null && !HasPolicySuffix;

    /// <summary>Parses a reference.</summary>
    /// <param name="model">
    /// <c>org/name</c>, a policy or a provider behind it (<c>org/name:cheapest</c>), or the URL of an endpoint.
    /// </param>
    /// <returns>The reference.</returns>
    /// <exception cref="ArgumentException">
    /// The text is not a model reference; the message says what is wrong with it.
    /// </exception>
    public static ModelReference Parse(string model) => Parse(model, nameof(model));

    /// <summary>The same for an argument of another name, which the error then has.</summary>
    /// <exception cref="ArgumentException">The text is not a model reference.</exception>
    internal static ModelReference Parse(string? model, string argument)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(model, argument);
        return TryParse(model, out var reference, out var problem)
            ? reference
            : throw new ArgumentException(
                $"'{Validate.Printable(WithoutSecrets(model))}' is not a model: {problem} Write 'org/name', "
                    + $"'org/name:fastest', 'org/name:groq' or an endpoint URL.",
                    argument);
    }

    /// <summary>Parses a reference without throwing.</summary>
    /// <returns>True when the text is a model reference; otherwise, false.</returns>
    public static bool TryParse(string? model, [NotNullWhen(true)] out ModelReference? reference) =>
        TryParse(model, out reference, out _);

    private static bool TryParse(
        string? model, [NotNullWhen(true)] out ModelReference? reference, [NotNullWhen(false)] out string? problem)
    {
        reference = null;
        if (string.IsNullOrWhiteSpace(model))
        {
            problem = "it is empty.";
            return false;
        }

        if (HubPage.TryRead(model, out var named))
        {
            if (named is null)
            {
                problem = "it is a page of huggingface.co that is about no model.";
                return false;
            }

            model = named;
        }
        else if (model.Contains("://", StringComparison.Ordinal))
        {
            return TryParseEndpoint(model, out reference, out problem);
        }

        problem = null;
        var colon = model.IndexOf(':', StringComparison.Ordinal);
        var id = colon < 0 ? model.AsSpan() : model.AsSpan(0, colon);
        if (model.Length > MaxLength)
        {
            problem = $"it is longer than {MaxLength} characters.";
        }
        else if (Problem(id) is { } inId)
        {
            problem = inId;
        }
        else if (colon >= 0 && (model.IndexOf('/', colon) >= 0 || Problem(model.AsSpan(colon + 1)) is not null))
        {
            problem = "what follows the colon must be letters, digits, '-', '_' and '.'.";
        }

        if (problem is not null)
        {
            return false;
        }

        reference = new ModelReference(model, id.ToString(), colon < 0 ? null : model[(colon + 1)..], endpoint: null);
        return true;
    }

    private static string? Problem(ReadOnlySpan<char> id)
    {
        // By hand: ids are short, and vectorized code for such a set would be compiled in every program that starts.
        var start = 0;
        for (var i = 0; i <= id.Length; i++)
        {
            if (i < id.Length && id[i] != '/')
            {
                if (!char.IsAsciiLetterOrDigit(id[i]) && id[i] is not ('-' or '_' or '.'))
                {
                    return "its parts may have letters, digits, '-', '_' and '.' only.";
                }

                continue;
            }

            var segment = id[start..i];
            if (segment.IsEmpty)
            {
                return "it has an empty part.";
            }

            if (segment[0] == '.' || segment.IndexOf("..") >= 0)
            {
                return "its parts must not begin with '.' or contain '..'.";
            }

            start = i + 1;
        }

        return null;
    }

    private static bool TryParseEndpoint(
        string url, [NotNullWhen(true)] out ModelReference? reference, [NotNullWhen(false)] out string? problem)
    {
        reference = null;
        problem = null;
        if (url.Length > MaxUrlLength || url.AsSpan().ContainsAnyExceptInRange('!', '~')
            || url.Contains('\\', StringComparison.Ordinal))
        {
            problem =
                $"an endpoint URL has at most {MaxUrlLength} characters, all of them visible ASCII, and no backslash.";
        }
        else if (!Uri.TryCreate(url, UriKind.Absolute, out var uri)
            || (uri.Scheme != Uri.UriSchemeHttps && uri.Scheme != Uri.UriSchemeHttp))
        {
            problem = "an endpoint URL begins with https:// or http://.";
        }
        else if (uri.UserInfo.Length > 0 || uri.Fragment.Length > 0)
        {
            problem = "an endpoint URL carries no user name, password or fragment.";
        }
        else if (!SaysItsHost(url, uri))
        {
            problem = $"an endpoint URL names its host as it is, which is '{uri.Authority}' here.";
        }
        else if (HasDotSegment(url))
        {
            problem = "an endpoint URL has no '.' or '..' parts, plain or escaped.";
        }
        else
        {
            reference = new ModelReference(url, url, suffix: null, uri);
        }

        return reference is not null;
    }

    /// <summary>
    /// <see cref="Uri"/> drops an empty user name, reads numbers as addresses and moves what it cannot read into the
    /// path; a reader sees something else.
    /// </summary>
    private static bool SaysItsHost(string url, Uri uri)
    {
        var authority = url.AsSpan(url.IndexOf("://", StringComparison.Ordinal) + 3);
        var end = authority.IndexOfAny('/', '?', '#');
        authority = end < 0 ? authority : authority[..end];
        return authority.Equals(uri.Authority, StringComparison.OrdinalIgnoreCase)
            || authority.Equals($"{uri.Host}:{uri.Port}", StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>
    /// <see cref="Uri"/> resolves dot segments silently; an endpoint that relies on that is refused instead.
    /// </summary>
    private static bool HasDotSegment(string url)
    {
        var path = url.AsSpan(0, url.IndexOf('?', StringComparison.Ordinal) is >= 0 and var query ? query : url.Length);
        foreach (var range in path.Split('/'))
        {
            var segment = Uri.UnescapeDataString(path[range]);
            if (segment is "." or ".." || segment.Contains("../", StringComparison.Ordinal)
                || segment.Contains('\\', StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>A URL that was refused may have a password or a key in it.</summary>
    private static string WithoutSecrets(string text)
    {
        var scheme = text.IndexOf("://", StringComparison.Ordinal);
        if (scheme < 0)
        {
            return text;
        }

        var end = text.AsSpan().IndexOfAny('?', '#');
        var shown = end < 0 ? text : text[..end] + '\u2026';
        var at = shown.LastIndexOf('@');
        return at < scheme ? shown : $"{shown[..(scheme + 3)]}\u2026{shown[at..]}";
    }

    /// <summary>What the caller wrote, without the query of a URL, which may hold a key.</summary>
    public override string ToString() => Shown(Text);

    /// <summary>A reference as it may be shown in reports, errors and logs: without the query of a URL.</summary>
    internal static string Shown(string text) =>
        text.Contains("://", StringComparison.Ordinal) && text.IndexOf('?', StringComparison.Ordinal) is >= 0
            and var query ? text[..query] : text;

    /// <summary>The endpoint as it may be shown: without its query.</summary>
    internal Uri? ShownEndpoint => Endpoint is null ? null : new Uri(Endpoint.GetLeftPart(UriPartial.Path));
}
