using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace InferenceProviders.Conformance.Comparison;

/// <summary>
/// Reads a form of ours into the shape that the captures have: a list of fields and files, files by their digest.
/// </summary>
internal static class MultipartForm
{
    public static JsonElement Read(SentRequest request)
    {
        var contentType = request.Headers["content-type"];
        var boundary = contentType[(contentType.IndexOf("boundary=", StringComparison.Ordinal)
            + "boundary=".Length)..].Trim('"');

        // Latin-1 keeps every byte as one character, so that binary parts can be cut out of the text.
        var text = Encoding.Latin1.GetString(request.Body!);
        var parts = new JsonArray();
        foreach (var section in text.Split("--" + boundary).Skip(1).Where(
            section => !section.StartsWith("--", StringComparison.Ordinal)))
        {
            parts.Add(ReadPart(section));
        }

        return JsonSerializer.SerializeToElement(parts);
    }

    /// <summary>SHA-256 in lower-case hexadecimal digits.</summary>
    public static JsonElement Digest(byte[] bytes) => JsonSerializer.SerializeToElement(Hex(bytes));

    private static JsonObject ReadPart(string section)
    {
        var end = section.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        var headers = section[..end].Split("\r\n", StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split(':', 2))
            .ToDictionary(pair => pair[0].Trim().ToLowerInvariant(), pair => pair[1].Trim());
        var body = Encoding.Latin1.GetBytes(section[(end + 4)..^2]);
        var disposition = headers["content-disposition"].Split(';').Select(item => item.Trim().Split('=', 2))
            .Where(pair => pair.Length == 2).ToDictionary(pair => pair[0], pair => pair[1].Trim('"'));
        var part = new JsonObject { ["name"] = disposition["name"] };
        if (disposition.TryGetValue("filename", out var fileName))
        {
            part["filename"] = fileName;
            part["contentType"] = headers.GetValueOrDefault("content-type");
            part["$bytes"] = Hex(body);
            part["length"] = body.Length;
        }
        else
        {
            part["value"] = Encoding.UTF8.GetString(body);
        }

        return part;
    }

    private static string Hex(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));
}
