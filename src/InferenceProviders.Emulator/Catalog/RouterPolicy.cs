namespace InferenceProviders.Emulator.Catalog;

/// <summary>Which provider the server-side router takes for <c>/v1</c>: by suffix, else the fastest.</summary>
internal sealed class RouterPolicy(IReadOnlyList<string> preferred)
{
    /// <summary>Splits <c>openai/gpt-oss-120b:groq</c> at the colon.</summary>
    public static (string Model, string? Suffix) Split(string model)
    {
        var colon = model.LastIndexOf(':');
        return colon < 0 ? (model, null) : (model[..colon], model[(colon + 1)..]);
    }

    /// <summary>The chosen offer, or null when none fits.</summary>
    public Target? Choose(EmulatorModel model, string? suffix, bool needsTools)
    {
        var offers = model.Offers.Where(
            offer => offer.OnHub && offer.Status == "live" && offer.Task == "conversational").ToList();
        if (needsTools && offers.Any(offer => offer.Tools))
        {
            offers.RemoveAll(offer => !offer.Tools);
        }

        var chosen = suffix switch
        {
            null or "fastest" => offers.MaxBy(offer => offer.Throughput ?? 0),
            "cheapest" => offers.MinBy(offer => offer.OutputPrice ?? double.MaxValue),
            "preferred" => offers.MinBy(Preference),
            _ => offers.Find(offer => offer.Provider == suffix)
                ?? model.Offers.FirstOrDefault(
                    offer => offer.Provider == suffix && offer is { OnHub: true, Status: "live" }),
        };
        return chosen is null ? null : new(model, chosen);
    }

    private int Preference(EmulatorOffer offer)
    {
        for (var i = 0; i < preferred.Count; i++)
        {
            if (preferred[i] == offer.Provider)
            {
                return i;
            }
        }

        return int.MaxValue;
    }
}
