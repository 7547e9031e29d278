using System.Text.Json;
using InferenceProviders.SemanticKernel.Tests.Support;
using Microsoft.Extensions.AI;
using Microsoft.SemanticKernel;
using Microsoft.SemanticKernel.ChatCompletion;

namespace InferenceProviders.SemanticKernel.Tests.Kernels;

public sealed class PromptTests
{
    [Fact]
    public async Task A_prompt_function_is_answered()
    {
        await using var host = await EmulatedKernel.StartAsync();

        var result = await host.Kernel.InvokePromptAsync(
            "Tell me a fact about the {{$place}}.", new() { ["place"] = "Eiffel Tower" });

        Assert.Contains("Eiffel Tower", result.GetValue<string>(), StringComparison.Ordinal);
        var sent = host.Emulator.LastCall();
        Assert.Equal("Tell me a fact about the Eiffel Tower.", (string?)sent.Messages()[0]["content"]);
        Assert.Equal(EmulatedKernel.Model, (string?)sent.Json!["model"]);
    }

    [Fact]
    public async Task A_chat_client_alone_is_enough()
    {
        await using var host = await EmulatedKernel.StartAsync(
            builder => builder.AddInferenceProvidersChatClient(EmulatedKernel.Model));

        var result = await host.Kernel.InvokePromptAsync("Tell me a fact about the Eiffel Tower.");

        Assert.Contains("Eiffel Tower", result.ToString(), StringComparison.Ordinal);
        Assert.Equal(EmulatedKernel.Model, result.GetValue<ChatResponse>()!.GetRoutingReport()!.Model);
    }

    [Fact]
    public async Task The_answer_says_who_gave_it_and_what_it_took()
    {
        await using var host = await EmulatedKernel.StartAsync();

        var message = await host.Kernel.GetRequiredService<IChatCompletionService>()
            .GetChatMessageContentAsync("Who are you?");

        Assert.Equal("cerebras", message.GetRoutingReport()!.Provider);
        Assert.True(Assert.IsType<UsageDetails>(message.Metadata!["Usage"]).OutputTokenCount > 0);
    }

    [Fact]
    public async Task It_streams_and_the_last_content_has_the_report()
    {
        await using var host = await EmulatedKernel.StartAsync();
        var contents = new List<StreamingChatMessageContent>();

        await foreach (var content in host.Kernel.InvokePromptStreamingAsync<StreamingChatMessageContent>("Count to 5"))
        {
            contents.Add(content);
        }

        Assert.Equal("1 2 3 4 5", string.Concat(contents.Select(content => content.Content)));
        Assert.True(contents.Count > 3);
        Assert.Contains(contents, content => content.GetRoutingReport() is { Provider: "cerebras" });
    }

    [Fact]
    public async Task Settings_choose_the_service_and_the_model()
    {
        await using var host = await EmulatedKernel.StartAsync(builder => builder
            .AddInferenceProvidersChatCompletion(EmulatedKernel.Model)
            .AddInferenceProvidersChatCompletion("meta-llama/Llama-4-Scout-17B-16E-Instruct", serviceId: "llama"));

        await host.Kernel.InvokePromptAsync("Hello", new(new PromptExecutionSettings { ServiceId = "llama" }));
        var byService = (string?)host.Emulator.LastCall().Json!["model"];
        await host.Kernel.InvokePromptAsync(
            "Hello", new(new PromptExecutionSettings { ModelId = "Qwen/Qwen2.5-VL-72B-Instruct" }));

        Assert.Equal("meta-llama/Llama-4-Scout-17B-16E-Instruct", byService);
        Assert.Equal("Qwen/Qwen2.5-VL-72B-Instruct", (string?)host.Emulator.LastCall().Json!["model"]);
    }

    [Fact]
    public async Task A_failure_is_the_routers_error()
    {
        await using var host = await EmulatedKernel.StartAsync();
        host.Emulator.Script.For().Fail(402, """{"error":"You have exceeded your monthly included credits"}""");

        var error = await Assert.ThrowsAsync<InferenceException>(() => host.Kernel.InvokePromptAsync("Hello"));

        Assert.Equal(InferenceErrorKind.CreditsExhausted, error.Kind);
    }

    [Fact]
    public async Task A_conversation_goes_out_whole_with_its_images()
    {
        await using var host = await EmulatedKernel.StartAsync(
            builder => builder.AddInferenceProvidersChatCompletion("Qwen/Qwen2.5-VL-72B-Instruct"));
        var history = new ChatHistory("You look at pictures.");
        var png = Convert.FromBase64String(
            "iVBORw0KGgoAAAANSUhEUgAAAAgAAAAICAIAAABLbSncAAAAEUlEQVR42mMQsbmDFTEMLQkAHHtLAdvRuQoAAAAASUVORK5CYII=");
        history.AddUserMessage(
            [new Microsoft.SemanticKernel.TextContent("What do you see?"), new ImageContent(png, "image/png")]);

        var answer = await host.Kernel.GetRequiredService<IChatCompletionService>().GetChatMessageContentAsync(history);
        history.Add(answer);
        history.AddUserMessage("Thank you.");
        await host.Kernel.GetRequiredService<IChatCompletionService>().GetChatMessageContentAsync(history);

        Assert.Contains("mostly blue", answer.Content, StringComparison.Ordinal);
        Assert.Equal(
            ["system", "user", "assistant", "user"], host.Emulator.LastCall().Messages()
            .Select(message => (string?)message["role"]));
        Assert.Equal(answer.Content, (string?)host.Emulator.LastCall().Messages()[2]["content"]);
    }

    [Fact]
    public async Task A_conversation_survives_json()
    {
        await using var host = await EmulatedKernel.StartAsync();
        var service = host.Kernel.GetRequiredService<IChatCompletionService>();
        var history = new ChatHistory("You are brief.");
        history.AddUserMessage("Count to 3");
        history.Add(await service.GetChatMessageContentAsync(history));

        var restored = JsonSerializer.Deserialize<ChatHistory>(JsonSerializer.Serialize(history))!;
        restored.AddUserMessage("Thank you.");
        await service.GetChatMessageContentAsync(restored);

        var messages = host.Emulator.LastCall().Messages();
        Assert.Equal(
            ["You are brief.", "Count to 3", "1 2 3", "Thank you."],
            messages.Select(message => (string?)message["content"]));
        Assert.All(
            messages, message => Assert.Equal(["role", "content"], message.AsObject().Select(field => field.Key)));
    }
}
