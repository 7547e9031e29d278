using InferenceProviders.Catalog;
using InferenceProviders.Errors;
using InferenceProviders.Routing.Calls;
using InferenceProviders.Routing.Reports;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Routing.Calls;

/// <summary>What an attempt gives besides its answer.</summary>
internal interface IAttemptResult
{
    /// <summary>The attempt that gave it.</summary>
    Attempt Attempt { get; }

    /// <summary>Who answered.</summary>
    ResponseInfo Info { get; }

    /// <summary>
    /// Whether it was there when its first content was, so that the attempt's duration is the time to first token.
    /// </summary>
    bool IsStream => false;

    /// <summary>From the start of the call to the first sign of an answer; null where that is not measured.</summary>
    TimeSpan? TimeToFirstToken => null;

    /// <summary>What was counted; null when nobody counted. Of a stream, when it has ended.</summary>
    UsageDetails? Usage => null;

    /// <summary>How much of what is charged for was in the answer; null where only the request tells.</summary>
    RequestAmounts? Amounts => null;

    /// <summary>What a span says of it. Of a stream, when it has ended.</summary>
    AnswerDetails Details => default;
}
