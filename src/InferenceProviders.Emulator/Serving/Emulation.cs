using System.Collections.Frozen;
using InferenceProviders.Emulator.Catalog;
using InferenceProviders.Emulator.Contracts;
using InferenceProviders.Emulator.Models.Chat;
using InferenceProviders.Emulator.Providers;
using InferenceProviders.Emulator.Requests;

namespace InferenceProviders.Emulator.Serving;

/// <summary>What all endpoints of one running emulator share.</summary>
/// <param name="options">How it runs.</param>
/// <param name="providers">The providers.</param>
/// <param name="ownServer">A model server of one's own, at any host that is nobody's.</param>
internal sealed class Emulation(
    EmulatorOptions options, IReadOnlyList<EmulatedProvider> providers, EmulatedProvider ownServer)
{
    public const string Token = "hf_emulator";

    /// <summary>A token that is good for the Hub but may not make inference calls.</summary>
    public const string ReadToken = "hf_emulator_read";

    private readonly FrozenSet<string> _userTokens = options.UserTokens.ToFrozenSet(StringComparer.Ordinal);
    private readonly FrozenDictionary<string, EmulatedProvider> _byName = providers.ToFrozenDictionary(
        provider => provider.Name);
    private long _sequence;

    public EmulatorOptions Options { get; } = options;

    public IReadOnlyList<EmulatedProvider> Providers { get; } = providers;

    public EmulatedProvider OwnServer { get; } = ownServer;

    /// <summary>The providers that the library knows.</summary>
    public ProviderRegistry Registry { get; } = ProviderRegistry.BuiltIn;

    public AddressBook Addresses { get; } = new(ProviderRegistry.BuiltIn, providers);

    public EmulatorCatalog Catalog { get; } = EmulatorCatalog.Of(
        providers.SelectMany(provider => provider.Offers.Select(offer => offer with { Provider = provider.Name })),
            options.KeepDroppedProviders);

    public RequestLog Log { get; } = new(options.RequestHistory);

    public EmulatorScript Script { get; } = new();

    public JobStore Jobs { get; } = new(options.JobPolls);

    public FileStore Files { get; } = new();

    public KeptFiles Kept { get; } = new();

    public PromptCache PromptCache { get; } = new();

    public RouterPolicy Policy { get; } = new([.. options.PreferredProviders]);

    public TimeProvider Time => Options.TimeProvider;

    public EmulatedProvider? FindProvider(string name) => _byName.GetValueOrDefault(name);

    /// <summary>Whether a token may make inference calls.</summary>
    public bool IsInferenceToken(string? token) => token == Token || (token is not null && _userTokens.Contains(token));

    /// <summary>A number that no other response of this emulator has.</summary>
    public long Next() => Interlocked.Increment(ref _sequence);

    public static string ProviderKey(string provider) => $"key-{provider}";
}
