using System.Text;
using System.Text.Json;
using InferenceProviders.Conformance.Comparison;
using InferenceProviders.Conformance.Wire;

namespace InferenceProviders.Conformance.Harness;

public sealed class MultipartFormTests
{
    [Fact]
    public void A_form_that_an_official_client_sent_is_read_part_by_part()
    {
        var raw = File.ReadAllBytes(Path.Combine(CaptureFolder.BuiltIn.Path, "fixtures", "multipart-raw-example.txt"));
        var body = raw.AsSpan()[raw.AsSpan().IndexOf("\n------"u8)..][1..].ToArray();
        var request = new SentRequest(
            "POST", "https://example.org/",
            new Dictionary<string, string>
            {
                ["content-type"] = "multipart/form-data; boundary=----formdata-undici-000000000000",
            },
            body);

        var parts = MultipartForm.Read(request);

        Assert.Equal(
            ["file", "generation_parameters", "model"], parts.EnumerateArray()
            .Select(part => part.GetProperty("name").GetString()));
        Assert.Equal("audio.webm", parts[0].GetProperty("filename").GetString());
        Assert.Equal("audio/webm;codecs=opus", parts[0].GetProperty("contentType").GetString());

        // The example is kept as text, in which the bytes of the file became characters.
        Assert.Equal(
            MultipartForm.Digest(Encoding.UTF8.GetBytes("\u001aE\u00df\u00a3oracle-webm"))
            .GetString(), parts[0].GetProperty("$bytes").GetString());
        Assert.Equal("""{"temperature":0.2}""", parts[1].GetProperty("value").GetString());
        Assert.Empty(
            JsonComparison.Compare(
                "", JsonDocument.Parse("\"prov/model\"").RootElement, parts[2].GetProperty("value")));
    }
}
