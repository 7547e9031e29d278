using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using InferenceProviders.FaultMatrix.Scenarios;
using Microsoft.Extensions.AI;

namespace InferenceProviders.FaultMatrix.Subjects;

/// <summary>
/// This library, by the address of an endpoint: one route, as the other client has it. Only
/// <see cref="InferenceException"/> counts as an error.
/// </summary>
internal sealed class OurClient : ISubject
{
    public string Name => "ours";

    public ISubjectClient Connect(Uri address, TimeSpan patience) => new Client(address, patience);

    private static InferenceProvidersOptions Options(Uri address, TimeSpan patience, LeakCatcher leaks)
    {
        var options = new InferenceProvidersOptions
        {
            UseEnvironment = false,
            LoggerFactory = leaks,
            Timeouts = new()
            {
                Connect = TimeSpan.FromSeconds(2),
                FirstToken = patience,
                BetweenTokens = patience,
                Call = patience * 12,
            },
        };
        options.EndpointKeys[address.Authority] = Canary.Token;
        return options;
    }

    private sealed class Client : ISubjectClient
    {
        private static readonly ChatOptions Weather = new()
        {
            Tools = [
                AIFunctionFactory.CreateDeclaration(
                    "weather", "Tells the weather.",
                    JsonDocument.Parse("""{"type":"object","properties":{"city":{"type":"string"}}}""").RootElement)],
        };

        private readonly LeakCatcher _leaks = new();
        private readonly InferenceProvidersOptions _options;
        private readonly InferenceRouter _router;
        private readonly Uri _address;
        private readonly IChatClient _chat;

        public Client(Uri address, TimeSpan patience)
        {
            _address = address;
            _options = Options(address, patience, _leaks);
            _router = new InferenceRouter(_options);
            _chat = _router.AsIChatClient(address, "model");
        }

        public async Task<Observation> AskAsync(CallerBehaviour caller, CancellationToken cancellationToken)
        {
            var started = Stopwatch.GetTimestamp();
            var text = new StringBuilder();
            var calls = new List<string>();
            Observation observation;
            try
            {
                await ReadAsync(caller, text, calls, cancellationToken);
                observation = new Observation { End = Expected.Answer };
            }
            catch (InferenceException exception)
            {
                observation = new Observation { End = Expected.Error, Exception = exception };
            }
            catch (OperationCanceledException exception) when (cancellationToken.IsCancellationRequested)
            {
                observation = new Observation { End = Expected.Cancelled, Exception = exception };
            }
            catch (Exception exception)
            {
                observation = new Observation { End = Expected.None, Exception = exception };
            }

            LookAt(observation.Exception);
            return observation with
            {
                Text = text.ToString(),
                ToolCalls = calls,
                Duration = Stopwatch.GetElapsedTime(started),
                Leaks = _leaks.Leaks,
            };
        }

        public void Dispose()
        {
            _router.Dispose();
            _leaks.Dispose();
        }

        private async Task ReadAsync(
            CallerBehaviour caller, StringBuilder text, List<string> calls, CancellationToken cancellationToken)
        {
            if (caller.Asks == AskedFor.Embeddings)
            {
                var vectors = await _router.AsIEmbeddingGenerator(_address.AbsoluteUri)
                    .GenerateAsync([Canary.Prompt, "another text"], cancellationToken: cancellationToken);
                text.AppendJoin(
                    ", ", vectors.Select(vector => vector.Vector.Span[0].ToString(CultureInfo.InvariantCulture)));
                return;
            }

            if (caller.Asks == AskedFor.Speech)
            {
                var speech = await _router.AsITextToSpeechClient(_address.AbsoluteUri)
                    .GetAudioAsync(Canary.Prompt, cancellationToken: cancellationToken);
                text.Append(
                    CultureInfo.InvariantCulture,
                    $"{speech.Contents.OfType<DataContent>().Single().Data.Length} bytes");
                return;
            }

            if (caller.WantsWhole)
            {
                var response = await _chat.GetResponseAsync(Canary.Prompt, Weather, cancellationToken);
                _leaks.Look("report", response.GetRoutingReport()?.ToString());
                text.Append(response.Text);
                return;
            }

            var pieces = 0;
            await foreach (var update in _chat.GetStreamingResponseAsync(Canary.Prompt, Weather, cancellationToken))
            {
                _leaks.Look("report", update.GetRoutingReport()?.ToString());
                foreach (var content in update.Contents)
                {
                    if (content is TextContent { Text.Length: > 0 } piece)
                    {
                        text.Append(piece.Text);
                        pieces++;
                    }
                    else if (content is FunctionCallContent call)
                    {
                        calls.Add($"{call.Name}({JsonSerializer.Serialize(call.Arguments)})");
                    }
                }

                if (pieces >= caller.AbandonAfter)
                {
                    break;
                }
            }
        }

        private void LookAt(Exception? exception)
        {
            _leaks.Look("exception", exception?.ToString());
            if (exception is InferenceException failure)
            {
                _leaks.Look("report", failure.RoutingReport?.ToString());
                _leaks.Look("code", failure.Code);
                _leaks.Look("request id", failure.RequestId);
                foreach (var attempt in failure.Attempts)
                {
                    _leaks.Look("attempt", attempt.ToString());
                }
            }

            _leaks.Look("options", _options.ToString());
            _leaks.Look("router", _router.ToString());
            _leaks.Look("client", _chat.ToString());
            _leaks.Look("health", _router.Health.ToJson());
        }
    }
}
