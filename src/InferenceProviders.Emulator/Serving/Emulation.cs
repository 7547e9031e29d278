using System.Collections.Frozen;
using InferenceProviders.Emulator.Catalog;
using InferenceProviders.Emulator.Models.Chat;
using InferenceProviders.Emulator.Providers;
using InferenceProviders.Emulator.Requests;
using InferenceProviders.Emulator.Serving;

namespace InferenceProviders.Emulator;

/// <summary>What all endpoints of one running emulator share.</summary>
internal sealed class Emulation(EmulatorOptions options)
{
    public const string Token = "hf_emulator";

    /// <summary>A token that is good for the Hub but may not make inference calls.</summary>
    public const string ReadToken = "hf_emulator_read";

    private readonly FrozenSet<string> _userTokens = options.UserTokens.ToFrozenSet(StringComparer.Ordinal);
    private long _sequence;

    public EmulatorOptions Options { get; } = options;

    public ProviderRegistry Registry { get; } = ProviderRegistry.BuiltIn;

    public AddressBook Addresses { get; } = new(ProviderRegistry.BuiltIn, ProfileTable.ByName.Values);

    public EmulatorCatalog Catalog { get; } = new([.. ChatModels.All.Concat(TextModels.All).Concat(OtherModels.All).Select(model => options.KeepDroppedProviders ? model.WithDroppedProviders() : model)]);

    public RequestLog Log { get; } = new(options.RequestHistory);

    public EmulatorScript Script { get; } = new();

    public JobStore Jobs { get; } = new(options.JobPolls);

    public FileStore Files { get; } = new();

    public PromptCache PromptCache { get; } = new();

    public RouterPolicy Policy { get; } = new([.. options.PreferredProviders]);

    public TimeProvider Time => Options.TimeProvider;

    /// <summary>Whether a token may make inference calls.</summary>
    public bool IsInferenceToken(string? token) => token == Token || (token is not null && _userTokens.Contains(token));

    /// <summary>A number that no other response of this emulator has.</summary>
    public long Next() => Interlocked.Increment(ref _sequence);

    public static string ProviderKey(string provider) => $"key-{provider}";
}
