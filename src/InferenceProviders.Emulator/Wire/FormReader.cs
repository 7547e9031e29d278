using System.Text;

namespace InferenceProviders.Emulator.Wire;

/// <summary>Reads <c>multipart/form-data</c>: the parts' bytes by their names.</summary>
internal static class FormReader
{
    private const string Boundary = "boundary=";

    /// <summary>Empty when the request is no form.</summary>
    public static IReadOnlyDictionary<string, byte[]> Read(EmulatorRequest request)
    {
        var parts = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        if (!request.Headers.TryGetValue("content-type", out var type)
            || !type.StartsWith("multipart/form-data", StringComparison.OrdinalIgnoreCase)
            || type.IndexOf(Boundary, StringComparison.OrdinalIgnoreCase) is var start && start < 0)
        {
            return parts;
        }

        // One character a byte, so that files can be cut out of the text.
        var delimiter = "--" + type[(start + Boundary.Length)..].Split(';')[0].Trim('"');
        foreach (var section in Encoding.Latin1.GetString(request.Body.Span).Split(delimiter).Skip(1))
        {
            var head = section.IndexOf("\r\n\r\n", StringComparison.Ordinal);
            if (head >= 0 && section.EndsWith("\r\n", StringComparison.Ordinal) && Name(section[..head]) is { } name)
            {
                parts[name] = Encoding.Latin1.GetBytes(section[(head + 4)..^2]);
            }
        }

        return parts;
    }

    /// <summary>The name of the first file in a form; null when there is none.</summary>
    public static string? FileName(EmulatorRequest request)
    {
        const string Mark = "; filename=\"";
        var text = Encoding.UTF8.GetString(request.Body.Span);
        var at = text.IndexOf(Mark, StringComparison.OrdinalIgnoreCase);
        return at < 0 ? null : text[(at + Mark.Length)..].Split('"')[0];
    }

    private static string? Name(string headers)
    {
        const string Mark = "; name=";
        var at = headers.IndexOf(Mark, StringComparison.OrdinalIgnoreCase);
        return at < 0 ? null : headers[(at + Mark.Length)..].Split(';', '\r')[0].Trim('"', ' ');
    }
}
