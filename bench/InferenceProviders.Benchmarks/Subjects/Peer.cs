#pragma warning disable OPENAI001 // The Responses client is experimental, and what people use.
using System.ClientModel;
using System.ClientModel.Primitives;
using OpenAI;
using OpenAI.Chat;
using OpenAI.Embeddings;
using OpenAI.Responses;

namespace InferenceProviders.Benchmarks.Subjects;

/// <summary>
/// The OpenAI .NET SDK, with its own types. The file is compiled a second time, against another version
/// (InferenceProviders.Benchmarks.NewestPeer), which is loaded beside this one: only the framework's types may be seen
/// from outside.
/// </summary>
public static class Peer
{
    public static string Version => typeof(ChatClient).Assembly.GetName().Version!.ToString(3);

    public static Func<Task<int>> Chat(Uri address, string model, string key, string prompt)
    {
        var chat = new OpenAIClient(new ApiKeyCredential(key), new OpenAIClientOptions { Endpoint = address })
            .GetChatClient(model);
        return async () =>
        {
            ChatCompletion answer = await chat.CompleteChatAsync(prompt);
            return answer.Content[0].Text.Length;
        };
    }

    public static Func<Action?, Task<int>> Stream(Uri address, string model, string key, string prompt)
    {
        var chat = new OpenAIClient(new ApiKeyCredential(key), new OpenAIClientOptions { Endpoint = address })
            .GetChatClient(model);
        return async first =>
        {
            var length = 0;
            await foreach (var update in chat.CompleteChatStreamingAsync(prompt))
            {
                foreach (var part in update.ContentUpdate)
                {
                    if (length == 0 && part.Text.Length > 0)
                    {
                        first?.Invoke();
                    }

                    length += part.Text.Length;
                }

                foreach (var call in update.ToolCallUpdates)
                {
                    length += call.FunctionArgumentsUpdate.ToMemory().Length;
                }
            }

            return length;
        };
    }

    public static Func<Task<int>> Respond(Uri address, string model, string key, string prompt)
    {
        var responses = new OpenAIClient(new ApiKeyCredential(key), new OpenAIClientOptions { Endpoint = address })
            .GetResponsesClient();
        return async () => (await responses.CreateResponseAsync(model, prompt)).Value.GetOutputText().Length;
    }

    public static Func<Task<int>> StreamResponse(Uri address, string model, string key, string prompt)
    {
        var responses = new OpenAIClient(new ApiKeyCredential(key), new OpenAIClientOptions { Endpoint = address })
            .GetResponsesClient();
        return async () =>
        {
            var length = 0;
#if NEWEST_PEER
            var updates = await responses.CreateResponseStreamingAsync(model, prompt);
#else
            var updates = responses.CreateResponseStreamingAsync(model, prompt);
#endif
            await foreach (var update in updates)
            {
                if (update is StreamingResponseOutputTextDeltaUpdate delta)
                {
                    length += delta.Delta.Length;
                }
            }

            return length;
        };
    }

    public static Func<Task<int>> Embed(
        Uri address, string model, string key, string[] texts, Func<ReadOnlyMemory<float>, int> sum)
    {
        var embeddings = new OpenAIClient(new ApiKeyCredential(key), new OpenAIClientOptions { Endpoint = address })
            .GetEmbeddingClient(model);
        return async () =>
        {
            var total = 0;
            foreach (var embedding in (await embeddings.GenerateEmbeddingsAsync(texts)).Value)
            {
                total += sum(embedding.ToFloats());
            }

            return total;
        };
    }

    public static Func<Task<int>> History(
        HttpMessageHandler handler, string model, string key, IEnumerable<(bool IsUser, string Text)> messages)
    {
        var options = new OpenAIClientOptions
        {
            Transport = new HttpClientPipelineTransport(new HttpClient(handler, disposeHandler: false)),
        };
        var chat = new OpenAIClient(new ApiKeyCredential(key), options).GetChatClient(model);
        List<ChatMessage> history = [
            .. messages.Select(message => message.IsUser ? (ChatMessage)new UserChatMessage(message.Text)
            : new AssistantChatMessage(message.Text))];
        return async () =>
        {
            ChatCompletion answer = await chat.CompleteChatAsync(history);
            return answer.Content[0].Text.Length;
        };
    }
}
