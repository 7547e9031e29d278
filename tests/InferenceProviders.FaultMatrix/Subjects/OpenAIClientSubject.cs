using System.ClientModel;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using InferenceProviders.FaultMatrix.Scenarios;
using OpenAI;
using OpenAI.Audio;
using OpenAI.Chat;
using OpenAI.Embeddings;

namespace InferenceProviders.FaultMatrix.Subjects;

/// <summary>
/// The OpenAI .NET SDK's chat client, as it comes: its own retry policy, and the same second as limit for the network.
/// As an error counts every type that a caller of an HTTP client would think of: the SDK's own, and the framework's for
/// connections and time limits.
/// </summary>
internal sealed class OpenAIClientSubject : ISubject
{
    public string Name => "OpenAI SDK";

    public ISubjectClient Connect(Uri address, TimeSpan patience) => new Client(address, patience);

    private static bool IsError(Exception exception) => exception switch
    {
        ClientResultException or HttpRequestException or IOException or TimeoutException
            or OperationCanceledException => true,
        AggregateException aggregate => aggregate.InnerExceptions.All(IsError),
        _ => false,
    };

    private sealed class Client : ISubjectClient
    {
        private readonly OpenAIClientOptions _options;
        private readonly ChatClient _chat;

        public Client(Uri address, TimeSpan patience)
        {
            _options = new OpenAIClientOptions { Endpoint = address, NetworkTimeout = patience };
            _chat = new ChatClient("model", new ApiKeyCredential(Canary.Token), _options);
        }

        public async Task<Observation> AskAsync(CallerBehaviour caller, CancellationToken cancellationToken)
        {
            var started = Stopwatch.GetTimestamp();
            var text = new StringBuilder();
            var calls = new SortedDictionary<int, (string Name, StringBuilder Arguments)>();
            Observation observation;
            try
            {
                await ReadAsync(caller, text, calls, cancellationToken);
                observation = new Observation { End = Expected.Answer };
            }
            catch (OperationCanceledException exception) when (cancellationToken.IsCancellationRequested)
            {
                observation = new Observation { End = Expected.Cancelled, Exception = exception };
            }
            catch (Exception exception)
            {
                observation = new Observation
                {
                    End = IsError(exception) ? Expected.Error : Expected.None,
                    Exception = exception,
                };
            }

            return observation with
            {
                Text = text.ToString(),
                ToolCalls = [
                    .. calls.Values.Select(
                        call => string.Create(CultureInfo.InvariantCulture, $"{call.Name}({call.Arguments})"))],
                Duration = Stopwatch.GetElapsedTime(started),
            };
        }

        public void Dispose()
        {
        }

        private async Task ReadAsync(
            CallerBehaviour caller, StringBuilder text,
            SortedDictionary<int, (string Name, StringBuilder Arguments)> calls, CancellationToken cancellationToken)
        {
            var weather = new ChatCompletionOptions
            {
                Tools = { ChatTool.CreateFunctionTool(
                    "weather", "Tells the weather.",
                    BinaryData.FromString("""{"type":"object","properties":{"city":{"type":"string"}}}""")) },
            };
            if (caller.Asks == AskedFor.Embeddings)
            {
                var vectors = await new EmbeddingClient("model", new ApiKeyCredential(Canary.Token), _options)
                    .GenerateEmbeddingsAsync([Canary.Prompt, "another text"], cancellationToken: cancellationToken);
                text.AppendJoin(
                    ", ",
                    vectors.Value.Select(vector => vector.ToFloats().Span[0].ToString(CultureInfo.InvariantCulture)));
                return;
            }

            if (caller.Asks == AskedFor.Speech)
            {
                var speech = await new AudioClient("model", new ApiKeyCredential(Canary.Token), _options)
                    .GenerateSpeechAsync(
                        Canary.Prompt, GeneratedSpeechVoice.Alloy, cancellationToken: cancellationToken);
                text.Append(CultureInfo.InvariantCulture, $"{speech.Value.ToMemory().Length} bytes");
                return;
            }

            if (caller.WantsWhole)
            {
                ChatCompletion completion = await _chat.CompleteChatAsync(
                    [new UserChatMessage(Canary.Prompt)], weather, cancellationToken);
                text.AppendJoin("", completion.Content.Select(part => part.Text));
                return;
            }

            var pieces = 0;
            await foreach (var update in _chat.CompleteChatStreamingAsync(
                [new UserChatMessage(Canary.Prompt)], weather, cancellationToken))
            {
                foreach (var part in update.ContentUpdate.Where(part => part.Text is { Length: > 0 }))
                {
                    text.Append(part.Text);
                    pieces++;
                }

                foreach (var call in update.ToolCallUpdates)
                {
                    var kept = calls.TryGetValue(call.Index, out var known) ? known : ("", new StringBuilder());
                    calls[call.Index] = (string.IsNullOrEmpty(call.FunctionName) ? kept.Item1 : call.FunctionName,
                        kept.Item2.Append(call.FunctionArgumentsUpdate));
                }

                if (pieces >= caller.AbandonAfter)
                {
                    break;
                }
            }
        }
    }
}
