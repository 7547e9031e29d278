using System.Diagnostics;
using InferenceProviders.Diagnostics;

namespace InferenceProviders.Routing.Calls;

/// <summary>What every call's span says of its attempts.</summary>
internal static class CallSpan
{
    public static void AddAttempts(Activity span, CallLog log)
    {
        foreach (var attempt in log.Attempts)
        {
            span.AddEvent(Event(attempt));
        }
    }

    /// <summary>Ends the span of a call that nobody waited for.</summary>
    public static void Abandon(CallLog log)
    {
        if (log.Span is { } span)
        {
            AddAttempts(span, log);
            span.SetTag(GenAI.Own.Abandoned, true);
            span.Stop();
        }
    }

    /// <summary>The provider as spans and metrics name it.</summary>
    public static string Provider(string name) => name == Route.AutoName ? "huggingface" : name;

    private static ActivityEvent Event(RouteAttempt attempt)
    {
        var tags = new ActivityTagsCollection
        {
            [GenAI.ProviderName] = Provider(attempt.Provider),
            [GenAI.Own.AttemptDuration] = attempt.Duration.TotalSeconds,
        };
        if (attempt.Model is { } model)
        {
            tags[GenAI.Request.Model] = model;
        }

        if (attempt.Error is { } error)
        {
            tags[GenAI.ErrorType] = error.ToString();
        }

        if (attempt.KeyName is { } key)
        {
            tags[GenAI.Own.KeyName] = key;
        }

        return new ActivityEvent(GenAI.Own.AttemptEvent, tags: tags);
    }
}
