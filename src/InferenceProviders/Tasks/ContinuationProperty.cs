using Microsoft.Extensions.AI;

namespace InferenceProviders.Tasks;

/// <summary>The additional property of responses that carries the token of a job that goes on.</summary>
internal static class ContinuationProperty
{
    public const string Key = OwnProperties.Prefix + "continuation_token";

    public static ResponseContinuationToken? Find(AdditionalPropertiesDictionary? properties) =>
        properties is not null && properties.TryGetValue(Key, out var value)
            ? value as ResponseContinuationToken : null;
}
