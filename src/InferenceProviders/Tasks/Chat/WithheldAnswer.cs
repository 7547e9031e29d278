using InferenceProviders.Routing.Calls;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Tasks.Chat;

/// <summary>
/// An answer of which a content filter held back everything. It is an answer, unless the caller wants the next model of
/// a chain to be asked then, and there is one.
/// </summary>
internal static class WithheldAnswer
{
    /// <exception cref="InferenceException">The next model is to be asked.</exception>
    public static void Check(Attempt attempt, ChatFinishReason? finish, IEnumerable<AIContent> contents)
    {
        if (finish == ChatFinishReason.ContentFilter && attempt.Call is { Chain.HasNext: true } call
            && call.Routing.FallsBackOnContentFilter && contents.All(IsNothing))
        {
            throw attempt.Route.Error(
                InferenceErrorKind.ContentFiltered,
                $"{attempt.Route.Speaker} withheld all of its answer for {attempt.Route.Model} because of "
                    + "its content.");
        }
    }

    private static bool IsNothing(AIContent content) =>
        content is TextReasoningContent or UsageContent or TextContent { Text.Length: 0 };
}
