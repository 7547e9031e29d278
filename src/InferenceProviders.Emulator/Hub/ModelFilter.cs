namespace InferenceProviders.Emulator.Hub;

/// <summary>The filters of the model search (Inference Providers documentation, "Hub API").</summary>
internal static class ModelFilter
{
    public static bool Matches(EmulatorModel model, IQueryCollection query) =>
        model.Id.Contains('/', StringComparison.Ordinal)
        && Given(query, "inference_provider", wanted => IsServed(model, wanted))
        && Given(query, "inference", wanted => wanted == "warm" && IsServed(model, "all"))
        && Given(query, "pipeline_tag", wanted => model.PipelineTag == wanted)
        && Given(query, "filter", wanted => ModelInfo.Tags(model).Contains(wanted))
        && Given(query, "author", wanted => model.Owner == wanted)
        && Given(query, "search", wanted => model.Id.Contains(wanted, StringComparison.OrdinalIgnoreCase));

    private static bool IsServed(EmulatorModel model, string providers) =>
        model.Offers.Any(
            offer =>
            offer is { OnHub: true, Status: "live" }
            && (providers == "all" || providers.Split(',').Contains(offer.Provider)));

    private static bool Given(IQueryCollection query, string name, Func<string, bool> test) =>
        !query.TryGetValue(name, out var values) || values.OfType<string>().All(test);
}
