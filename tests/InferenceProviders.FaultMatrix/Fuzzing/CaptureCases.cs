using System.Text;
using System.Text.Json;
using InferenceProviders.Conformance.Comparison;
using InferenceProviders.Conformance.Replay;
using InferenceProviders.Conformance.Runners;
using InferenceProviders.Conformance.Wire;

namespace InferenceProviders.FaultMatrix.Fuzzing;

/// <summary>
/// The captures of the official clients, with the calls that the conformance tests make of them: chat, embeddings,
/// media, every typed task.
/// </summary>
internal static class CaptureCases
{
    public static IEnumerable<FuzzCase> All => CaptureFolder.BuiltIn.Cases()
        .Where(
            wireCase =>
                CaseRunners.Find(wireCase.Call.Method) is not null
                && wireCase.Exchanges.All(exchange => !exchange.Response.TryGetProperty("$raises", out _)))
        .Select(Make);

    private static FuzzCase Make(WireCase wireCase)
    {
        var runner = CaseRunners.Find(wireCase.Call.Method)!;
        return new FuzzCase(
            wireCase.Id, [.. Mapping(wireCase), .. wireCase.Exchanges.Select(Answer)],
            async (network, clock, cancellationToken) =>
        {
            var options = CaseOptions.For(wireCase, network, clock, runner.Options);
            options.Routing.MaxAttempts = 3;
            options.Timeouts.Call = TimeSpan.FromMinutes(2);
            using var router = new InferenceRouter(options);
            await runner.CallAsync(wireCase.Call, router, cancellationToken);
        });
    }

    /// <summary>What the Hub knows, where the client did not ask because it knew already.</summary>
    private static IEnumerable<CannedAnswer> Mapping(WireCase wireCase)
    {
        if (wireCase.HubMapping.ValueKind is JsonValueKind.Object or JsonValueKind.Array
            && wireCase.Exchanges.All(exchange => exchange.Role != Exchange.HubMapping))
        {
            yield return new CannedAnswer(
                Exchange.HubMapping, 200, [KeyValuePair.Create("content-type", "application/json")],
                Encoding.UTF8.GetBytes($$"""{"inferenceProviderMapping":{{wireCase.HubMapping.GetRawText()}}}"""));
        }
    }

    private static CannedAnswer Answer(Exchange exchange) => new(
        exchange.Role,
        exchange.Response.GetProperty("status").GetInt32(),
        [.. exchange.Response.GetProperty("headers").EnumerateObject().Select(
            header => KeyValuePair.Create(header.Name, header.Value.GetString() ?? ""))],
        Body(exchange));

    private static byte[] Body(Exchange exchange) =>
        !exchange.Response.TryGetProperty("body", out var body) || body.ValueKind == JsonValueKind.Null ? []
        : body.TryGetProperty("$json", out var json) ? Encoding.UTF8.GetBytes(json.GetRawText())
        : body.TryGetProperty("$text", out var text) ? Encoding.UTF8.GetBytes(text.GetString()!)
        : body.TryGetProperty("base64", out var base64) ? base64.GetBytesFromBase64()
        : Directory.EnumerateFiles(exchange.Fixtures).Select(File.ReadAllBytes)
            .First(bytes => MultipartForm.Digest(bytes).GetString() == body.GetProperty("$bytes").GetString());
}
