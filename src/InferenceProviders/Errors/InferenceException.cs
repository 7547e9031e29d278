using System.Net;
using InferenceProviders.Errors;
using InferenceProviders.Shared;
using Microsoft.Extensions.AI;

namespace InferenceProviders;

/// <summary>
/// The one exception of this library for a call that failed. <see cref="Exception.Message"/> carries the provider's own
/// words; tokens and prompts are never in it. Wrong arguments are <see cref="ArgumentException"/>s, cancellation is
/// <see cref="OperationCanceledException"/>.
/// </summary>
public sealed class InferenceException : Exception
{
    /// <summary>The key of a job's id in the data of an <see cref="OperationCanceledException"/>.</summary>
    internal const string JobIdKey = "inference_providers.job_id";

    private string? _redacted;
    private string? _code;

    /// <summary>Creates an error; useful in tests of code that handles errors.</summary>
    /// <param name="kind">What went wrong.</param>
    /// <param name="message">The message, for people; it must not contain secrets.</param>
    /// <param name="innerException">The cause, if another exception was it.</param>
    public InferenceException(InferenceErrorKind kind, string message, Exception? innerException = null)
        : base(message, innerException) => Kind = kind;

    /// <summary>What happened, in the provider's words where it said something.</summary>
    public override string Message
    {
        get
        {
            var message = JobId is null
                ? _redacted ?? base.Message
                : $"{_redacted ?? base.Message} (The job's id is {JobId}.)";
            return Advice is null ? message : $"{message} {Advice}";
        }
    }

    /// <summary>What went wrong.</summary>
    public InferenceErrorKind Kind { get; }

    /// <summary>What was found out about the failure after it had happened.</summary>
    internal string? Advice { get; set; }

    /// <summary>Adds a sentence to what was found out.</summary>
    internal void AddAdvice(string? advice) => Advice = Advice is null || advice is null ? Advice ?? advice
        : $"{Advice} {advice}";

    /// <summary>The provider that was asked last, or null when none was.</summary>
    public string? Provider { get; init; }

    /// <summary>The model as the caller named it; null when the call was about none.</summary>
    public string? Model
    {
        get;
        init => field = string.IsNullOrEmpty(value) ? null : value;
    }

    /// <summary>The HTTP status, when there was a response.</summary>
    public HttpStatusCode? StatusCode { get; init; }

    /// <summary>
    /// The provider's own error code (<c>context_length_exceeded</c>, <c>model_not_supported</c>, …), when it gave one.
    /// </summary>
    public string? Code
    {
        get => _code;
        init => _code = value;
    }

    /// <summary>The provider's id of the request, for its support.</summary>
    public string? RequestId { get; init; }

    /// <summary>
    /// The provider's id of the job that had been queued when the call failed, for its support and its dashboard; null
    /// when there was none. The job may have been billed. Unless it had ended by itself, it was canceled where the
    /// provider lets jobs be canceled.
    /// </summary>
    public string? JobId { get; internal set; }

    /// <summary>
    /// How long to wait before another try, when the provider said so in any form; of a spend limit with a period,
    /// until the period ends, or until enough has left the sliding window. Null when that is not known.
    /// </summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>
    /// The limit that left too little for the call (<see cref="InferenceErrorKind.SpendLimitReached"/>); null for other
    /// errors.
    /// </summary>
    public SpendLimit? SpendLimit { get; init; }

    /// <summary>
    /// What was tried, in order; the last entry is the failure that this exception reports. In a chain of models, and
    /// where all providers were too dear, it may be an earlier one.
    /// </summary>
    public IReadOnlyList<RouteAttempt> Attempts { get; internal set; } = [];

    /// <summary>What the call had cost and taken until then; null when it failed before anything was sent.</summary>
    public RoutingReport? RoutingReport { get; internal set; }

    /// <summary>What the provider said, as it is in the message.</summary>
    internal string? ProviderWords { get; init; }

    /// <summary>How far the attempt came.</summary>
    internal FailureStage Stage { get; init; }

    /// <summary>What the attempt may have cost that a spend limit held back; null where it is not known.</summary>
    internal long? HeldNanos { get; init; }

    /// <summary>Whether a part of the request that can be left out may be what was refused.</summary>
    internal bool MayBeAboutOptionalParts => OptionalPart != OptionalPart.None;

    /// <summary>The part of the request that was refused and can be left out; none where there is none.</summary>
    internal OptionalPart OptionalPart { get; set; }

    /// <summary>
    /// Whether the failure says nothing of the provider's health: a job that failed without a word of why, which most
    /// do for what was asked.
    /// </summary>
    internal bool SaysNothingOfHealth { get; init; }

    /// <summary>
    /// Whether another call has failed of the same thing already: one HTTP/2 connection that dies under hundreds of
    /// calls is one event, and takes no more than one from the budget of repetitions and from the provider's health.
    /// </summary>
    internal bool IsSameEvent { get; set; }

    /// <summary>
    /// Whether <see cref="RetryAfter"/> is a guess of how long a cold model takes to load, rather than a pause that the
    /// provider asks for.
    /// </summary>
    internal bool IsLoading { get; init; }

    /// <summary>The text that had been delivered when the answer broke off. Null when nothing had.</summary>
    public string? PartialText { get; init; }

    /// <summary>The tokens that the provider had counted when the answer broke off, if it said so.</summary>
    public UsageDetails? Usage { get; init; }

    /// <summary>Takes the caller's own text out of the message, where a provider repeated it.</summary>
    internal void Redact(IReadOnlyCollection<string> texts)
    {
        // Where it is not known which words are the provider's, all of them may be; those of a request that was refused
        // here are all ours.
        var isOurs = StatusCode is null && Kind is InferenceErrorKind.InvalidRequest or InferenceErrorKind.NotSupported
            or InferenceErrorKind.SpendLimitReached or InferenceErrorKind.SharedStoreUnavailable;
        if ((ProviderWords ?? (isOurs ? null : base.Message)) is { } words
            && PromptRedactor.Redact(words, texts) is var clean && !ReferenceEquals(clean, words))
        {
            _redacted = base.Message.Replace(words, clean, StringComparison.Ordinal);
        }

        _code = _code is null ? null : PromptRedactor.Redact(_code, texts);
        (InnerException as InferenceException)?.Redact(texts);
    }
}
