namespace InferenceProviders.Emulator.Catalog;

/// <summary>A model at a provider.</summary>
internal sealed record Target(EmulatorModel Model, EmulatorOffer Offer);
