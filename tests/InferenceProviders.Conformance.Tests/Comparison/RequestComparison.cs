using System.Text;
using System.Text.Json;
using InferenceProviders.Conformance.Wire;

namespace InferenceProviders.Conformance.Comparison;

/// <summary>Compares a request of ours with the captured one.</summary>
internal static class RequestComparison
{
    // What a client says about itself, and what follows from the body.
    private static readonly HashSet<string> IgnoredHeaders = [
        "user-agent", "x-amzn-trace-id", "content-length", "host"];

    public static IEnumerable<Difference> Compare(string role, Exchange theirs, SentRequest ours)
    {
        if (theirs.Method != ours.Method)
        {
            yield return new Difference($"{role}/method", theirs.Method, ours.Method);
        }

        if (Normalize(theirs.Url) != Normalize(ours.Url))
        {
            yield return new Difference($"{role}/url", theirs.Url, ours.Url);
        }

        foreach (var difference in CompareHeaders(role, theirs.Request.GetProperty("headers"), ours).Concat(
            CompareBody($"{role}/body", theirs.Body, ours)))
        {
            yield return difference;
        }
    }

    /// <summary>The two ways to write a list of one in the Hub's query mean the same.</summary>
    private static string Normalize(string url) =>
        (Uri.TryCreate(url, UriKind.Absolute, out var uri) ? uri.AbsoluteUri : url)
            .Replace("?expand[]=", "?expand=", StringComparison.Ordinal)
            .Replace("?expand%5B%5D=", "?expand=", StringComparison.Ordinal);

    private static IEnumerable<Difference> CompareHeaders(string role, JsonElement theirs, SentRequest ours)
    {
        foreach (var header in theirs.EnumerateObject().Where(
            header => !IgnoredHeaders.Contains(header.Name) && !SaysNothing(header, ours)))
        {
            var value = header.Value.GetString()!;
            var other = ours.Headers.GetValueOrDefault(header.Name, Difference.Absent);
            if (value != other && !(header.NameEquals("content-type") && SameMediaType(value, other)))
            {
                yield return new Difference($"{role}/header/{header.Name}", value, other);
            }
        }

        foreach (var (name, value) in ours.Headers)
        {
            if (!IgnoredHeaders.Contains(name) && !theirs.TryGetProperty(name, out _))
            {
                yield return new Difference($"{role}/header/{name}", Difference.Absent, value);
            }
        }
    }

    /// <summary>
    /// The JavaScript client repeats the headers of its submission on polls, with the type of a body that is not there.
    /// </summary>
    private static bool SaysNothing(JsonProperty header, SentRequest ours) =>
        header.NameEquals("content-type") && ours is { Method: "GET", Body: null };

    /// <summary>The boundary of a multipart body is the client's own choice.</summary>
    private static bool SameMediaType(string theirs, string ours) =>
        theirs.StartsWith("multipart/form-data", StringComparison.Ordinal)
            && ours.StartsWith("multipart/form-data", StringComparison.Ordinal);

    private static IEnumerable<Difference> CompareBody(string where, JsonElement theirs, SentRequest ours)
    {
        if (theirs.ValueKind is JsonValueKind.Null or JsonValueKind.Undefined)
        {
            return ours.Body is null
                ? []
                : [new Difference(where, Difference.Absent, Encoding.UTF8.GetString(ours.Body))];
        }

        if (ours.Body is not { } body)
        {
            return [new Difference(where, Difference.Show(theirs), Difference.Absent)];
        }

        return theirs switch
        {
            _ when theirs.TryGetProperty("$json", out var json) => CompareJson(where, json, body),
            _ when theirs.TryGetProperty("$text", out var text) =>
                text.GetString() == Encoding.UTF8.GetString(body)
                    ? []
                    : [new Difference(where, text.GetString()!, Encoding.UTF8.GetString(body))],
            _ when theirs.TryGetProperty("$bytes", out var bytes) =>
                JsonComparison.Compare($"{where}/$bytes", bytes, MultipartForm.Digest(body)),
            _ when theirs.TryGetProperty("$multipart", out var parts) =>
                CompareParts(
                    $"{where}/$multipart", [.. parts.EnumerateArray()], [.. MultipartForm.Read(ours).EnumerateArray()]),
            _ => throw new InvalidDataException(
                $"The capture has a request body of an unknown form: {Difference.Show(theirs)}"),
        };
    }

    /// <summary>Part by part, so that one that only one side has does not hide the others.</summary>
    private static IEnumerable<Difference> CompareParts(string where, JsonElement[] theirs, JsonElement[] ours) =>
        Enumerable.Range(0, Math.Max(theirs.Length, ours.Length)).SelectMany(index =>
            index >= theirs.Length
                ? [new Difference($"{where}/{index}", Difference.Absent, Difference.Show(ours[index]))]
            : index >= ours.Length
                ? [new Difference($"{where}/{index}", Difference.Show(theirs[index]), Difference.Absent)]
            : JsonComparison.Compare($"{where}/{index}", theirs[index], ours[index]));

    private static IEnumerable<Difference> CompareJson(string where, JsonElement theirs, byte[] body)
    {
        JsonElement ours;
        try
        {
            ours = JsonDocument.Parse(body).RootElement;
        }
        catch (JsonException exception)
        {
            return [
                new Difference(
                    where, Difference.Show(theirs),
                    $"not JSON ({exception.Message}): {Encoding.UTF8.GetString(body)}")];
        }

        var differences = JsonComparison.Compare(where, theirs, ours);
        return MustBeginWithModel(theirs, ours) && !ours.EnumerateObject().First().NameEquals("model")
            ? differences.Append(
                new Difference(
                    $"{where}(order)", "model first",
                    string.Join(", ", ours.EnumerateObject().Select(member => member.Name))))
            : differences;
    }

    /// <summary>
    /// Routers look for the model at the start of a body; the clients put it there for most providers, we for all
    /// chats.
    /// </summary>
    private static bool MustBeginWithModel(JsonElement theirs, JsonElement ours) =>
        theirs.ValueKind == JsonValueKind.Object && ours.ValueKind == JsonValueKind.Object
            && ours.TryGetProperty("model", out _)
        && (theirs.EnumerateObject().Take(1).Any(first => first.NameEquals("model"))
            || ours.TryGetProperty("messages", out _));
}
