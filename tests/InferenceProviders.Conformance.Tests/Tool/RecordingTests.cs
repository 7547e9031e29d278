using InferenceProviders.Conformance.Replay;
using InferenceProviders.Conformance.Runners;
using InferenceProviders.Conformance.Wire;
using InferenceProviders.Emulator;
using ProviderCheck.Checks;
using ProviderCheck.Recording;
using ProviderCheck.Targets;

namespace InferenceProviders.Conformance.Tool;

/// <summary>What provider-check records is what the replay reads.</summary>
public sealed class RecordingTests
{
    [Theory]
    [InlineData("groq (Hugging Face token)", "chat")]
    [InlineData("groq (own key)", "tools")]
    [InlineData("cerebras (own key)", "JSON")]
    [InlineData("together (own key)", "embeddings")]
    [InlineData("fireworks-ai (own key)", "errors")]
    [InlineData("vllm.example.org (endpoint)", "chat")]
    public async Task A_recording_is_replayed_without_a_difference(string name, string group)
    {
        await using var emulator = await EmulatorHost.StartAsync();
        var folder = Directory.CreateTempSubdirectory("provider-check");
        try
        {
            var writer = new CaptureWriter(folder.FullName);
            await CheckRunner.RunAsync(
                EmulatorTargets.All(emulator).Single(target => target.Name == name), new(), [group], writer);

            var cases = new CaptureFolder(folder.FullName, "").Cases().ToList();
            Assert.True(cases.Count > 2, $"{cases.Count} captures");
            Assert.Equal(writer.Count, cases.Count);
            foreach (var wireCase in cases)
            {
                var differences = await CaseReplay.RunAsync(wireCase, CaseRunners.Find(wireCase.Call.Method)!);
                Assert.True(differences.Count == 0, $"{wireCase.Name}: {string.Join("; ", differences)}");
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task Secrets_and_personal_text_are_replaced()
    {
        await using var emulator = await EmulatorHost.StartAsync();
        var key = emulator.ProviderKey("together");
        var said = "1 2 3 4 5 for ada@lovelace.example in org-a1b2c3d4e5 at 203.0.113.9 "
            + $"with {key}, sk-abcdefghijklmnop and ***{key[^4..]}";
        emulator.Script.For().Respond(
            $$"""
            {"id":"1","choices":[{"message":{"role":"assistant","content":"{{said}}"},"finish_reason":"stop"}]}
            """,
            headers: new Dictionary<string, string> { ["set-cookie"] =
                "session=secret-cookie", ["openai-organization"] = "lovelace-inc" });
        var folder = Directory.CreateTempSubdirectory("provider-check");
        try
        {
            await CheckRunner.RunAsync(
                EmulatorTargets.Direct(emulator, "together"), new(), ["chat"], new CaptureWriter(folder.FullName));

            var text = File.ReadAllText(folder.EnumerateFiles().Single().FullName);
            Assert.Contains("1 2 3 4 5 for user@example.com in org-XXXXXXXX at 192.0.2.1 with KEY, KEY and KEY", text,
                StringComparison.Ordinal);
            Assert.All(
                [key, "ada@", "lovelace", "a1b2c3d4e5", "203.0.113.9", "abcdefghijklmnop", "secret-cookie",
                    "127.0.0.1"],
                secret => Assert.DoesNotContain(secret, text, StringComparison.Ordinal));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
