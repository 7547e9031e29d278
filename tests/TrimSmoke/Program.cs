using System.Diagnostics;
using System.Globalization;
using InferenceProviders;
using Microsoft.Extensions.AI;
using TrimSmoke;

// The environment leads it to an emulator in another process: HF_TOKEN, HF_ENDPOINT, INFERENCE_PROVIDERS_ROUTER,
// INFERENCE_PROVIDERS_HOSTS.
using var router = new InferenceRouter();
using var chat = router.AsIChatClient("openai/gpt-oss-120b");
var smoke = new Smoke(chat, router);

var text = "";
TimeSpan? firstToken = null;
await foreach (var update in chat.GetStreamingResponseAsync("Tell me a fun fact about the Eiffel Tower."))
{
    if (update.Text.Length > 0)
    {
        firstToken ??= DateTime.Now - Process.GetCurrentProcess().StartTime;
        text += update.Text;
    }
}

var checks = new Checks();
checks.Add("chat, streamed", text.Contains("Eiffel Tower", StringComparison.Ordinal), text);
await checks.RunAsync("chat with a tool", smoke.ToolAsync);
await checks.RunAsync("structured output", smoke.StructuredOutputAsync);
await checks.RunAsync("embeddings", smoke.EmbeddingsAsync);
await checks.RunAsync("an image", smoke.ImageAsync);
await checks.RunAsync("dependency injection", Smoke.DependencyInjectionAsync);
await checks.RunAsync("a history that went through JSON", smoke.HistoryAsync);
await checks.RunAsync("a tool of an MCP server, run by the service", smoke.HostedToolAsync);
await checks.RunAsync("the client-side MCP adapter", smoke.McpAdapterAsync);

Console.WriteLine(
    string.Create(CultureInfo.InvariantCulture, $"from start to first token: {firstToken?.TotalMilliseconds:0} ms"));
return checks.Failed == 0 && firstToken is not null ? 0 : 1;
