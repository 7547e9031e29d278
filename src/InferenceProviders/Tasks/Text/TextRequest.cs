using System.Diagnostics;
using System.Text.Json;
using InferenceProviders.Catalog;
using InferenceProviders.Diagnostics;
using InferenceProviders.Errors;
using InferenceProviders.Routing;
using InferenceProviders.Routing.Calls;
using InferenceProviders.Routing.Reports;
using InferenceProviders.Tasks.Chat;
using InferenceProviders.Transport;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Tasks.Text;

/// <summary>
/// A prompt and its options, checked once and not changed after; each attempt writes its own body from them.
/// </summary>
internal sealed class TextRequest : IChatExchange, ICallSubject
{
    private TextRequest(string prompt, TextGenerationOptions options, bool stream)
    {
        Prompt = prompt;
        Options = options;
        Stream = stream;
    }

    public string Prompt { get; }

    public TextGenerationOptions Options { get; }

    public bool Stream { get; }

    IEnumerable<string> ICallSubject.Texts => [Prompt];

    void ICallSubject.Describe(Activity span, bool withContent)
    {
        if (withContent)
        {
            span.SetTag(GenAI.InputMessages, GenAIMessages.Write([new ChatMessage(ChatRole.User, Prompt)]));
        }
    }

    public static TextRequest Create(string prompt, TextGenerationOptions? options, bool stream)
    {
        ArgumentException.ThrowIfNullOrEmpty(prompt);
        options = options is null ? new() : options with { };
        Positive(options.MaxNewTokens, nameof(options.MaxNewTokens));
        Positive(options.TopK, nameof(options.TopK));
        Positive(options.BestOf, nameof(options.BestOf));
        Positive(options.Truncate, nameof(options.Truncate));
        Positive(options.TopNTokens, nameof(options.TopNTokens));
        Between(options.Temperature, 0, float.MaxValue, nameof(options.Temperature));
        Between(options.TopP, 0, 1, nameof(options.TopP));
        Between(options.TypicalP, 0, 1, nameof(options.TypicalP));
        Between(options.RepetitionPenalty, 0, float.MaxValue, nameof(options.RepetitionPenalty));
        Between(options.FrequencyPenalty, float.MinValue, float.MaxValue, nameof(options.FrequencyPenalty));
        if (options.Grammar is { ValueKind: not JsonValueKind.Object })
        {
            throw new ArgumentException("Grammar must be a JSON object with 'type' and 'value'.", nameof(options));
        }

        foreach (var name in (ReadOnlySpan<string>)["model", "prompt", "messages", "stream"])
        {
            if (options.AdditionalProperties?.ContainsKey(name) is true)
            {
                throw new ArgumentException(
                    $"'{name}' cannot be set as an additional property: the call sets it.", nameof(options));
            }
        }

        return new TextRequest(prompt, options, stream);
    }

    public RouteMessage Write(Attempt attempt)
    {
        var route = attempt.Route;
        var codec = Codec(route);
        var body = new PooledContent(attempt.Call.Settings.Limits.RequestBytes);
        TextRequestWriter.Write(body, this, route, codec);
        return new RouteMessage(route.Resolve(codec.Path), body);
    }

    public IAnswerReader CreateReader(Route route, ResponseInfo info) => new TextAnswerReader(route, info);

    private static TextCompletionCodec Codec(Route route) =>
        route.Provider.Codec<TextCompletionCodec>(route.Task)
        ?? throw route.Error(InferenceErrorKind.NotSupported, $"{route.Name} does not support '{route.Task}'.");

    private static void Positive(int? value, string name)
    {
        if (value is { } number)
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(number, name);
        }
    }

    private static void Between(float? value, float least, float most, string name)
    {
        if (value is { } number && !(number >= least && number <= most))
        {
            throw new ArgumentOutOfRangeException(name, number, most == float.MaxValue
                ? $"The value must be a finite number{(least == 0 ? " of at least 0" : "")}."
                : $"The value must be between {least} and {most}.");
        }
    }
}
