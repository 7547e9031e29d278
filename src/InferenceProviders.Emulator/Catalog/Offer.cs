namespace InferenceProviders.Emulator.Catalog;

/// <summary>A provider's offers, as its file lists them; the emulator fills in the provider's name.</summary>
internal static class Offer
{
    /// <summary>
    /// A chat model. What is not known is left out: the router then gives no price, context or speed for it.
    /// </summary>
    /// <param name="model">The model's id on the Hub.</param>
    /// <param name="providerId">Its id at the provider.</param>
    /// <param name="input">US dollars per million input tokens.</param>
    /// <param name="output">US dollars per million output tokens.</param>
    /// <param name="latency">Milliseconds to the first token.</param>
    /// <param name="throughput">Tokens a second.</param>
    public static EmulatorOffer Chat(
        string model, string providerId, double? input = null, double? output = null, int? latency = null,
            double? throughput = null) =>
        new("", providerId)
        {
            Model = model,
            InputPrice = input,
            OutputPrice = output,
            FirstTokenLatency = latency,
            Throughput = throughput,
        };

    /// <summary>A model for another task.</summary>
    public static EmulatorOffer Of(string task, string model, string providerId) => new("", providerId)
    {
        Model = model,
        Task = task,
    };
}
