using InferenceProviders.Catalog;
using InferenceProviders.Errors;
using InferenceProviders.Routing.Policies;

namespace InferenceProviders.Routing.Plans;

/// <summary>What a call says that finds nobody to ask.</summary>
internal static class PlanErrors
{
    public static InferenceException NoToken(ModelReference model) => new(
        InferenceErrorKind.Authentication,
        "There is no token. Set HF_TOKEN, run `hf auth login`, or set InferenceProvidersOptions.Token; or set "
            + "ProviderKeys for a provider of your own.") { Model =
            model.Text };

    public static InferenceException NotServed(ModelReference model, string message) =>
        new(InferenceErrorKind.ModelNotFound, message) { Model = model.Text };

    /// <summary>The Hub's mapping has no models of the provider's for the task.</summary>
    public static InferenceException NeedsKey(ModelReference model, string provider, InferenceTask task) =>
        NotServed(
            model,
            $"{provider} does not serve {model.Id} for '{task}' through Hugging Face. It takes the task with a key of "
            + $"your own: set ProviderKeys[\"{provider}\"], and name the model as {provider} does.");

    public static InferenceException NoCandidate(
        ModelReference model, InferenceTask task, RouteTable table, RoutingRules rules, RequestNeeds needs, long now) =>
        table switch
        {
            { Mapping.Entries.IsEmpty: true } => NotServed(model, $"The Hub knows no provider that serves {model.Id}."),
            { IsEmpty: true } =>
                NotServed(
                    model,
                    $"No provider that can be used here serves {model.Id} for '{task}'. The Hub lists: "
                    + $"{Serving(table.Mapping, task: null)}."),
            _ => new InferenceException(
                InferenceErrorKind.NotSupported,
                $"No provider of {model.Id} can be used for this request: {table.Explain(rules, needs, now)}.")
            {
                Model = model.Text,
            },
        };

    public static InferenceException RuledOut(string provider, string? model, string message) =>
        new(InferenceErrorKind.NotSupported, message)
        {
            Provider = provider,
            Model = model,
            Stage = FailureStage.NotSent,
        };

    public static string Serving(ModelMapping mapping, InferenceTask? task)
    {
        var names = string.Join(", ", mapping.Entries
            .Where(entry => task is not { } wanted || ModelMapping.Serves(entry, wanted))
            .Select(entry => task is null ? $"{entry.Provider} ({entry.Task})" : entry.Provider));
        return names.Length == 0 ? "none" : names;
    }
}
