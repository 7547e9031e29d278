using System.Globalization;

namespace InferenceProviders.DependencyInjection;

/// <summary>Reads the keys for providers, and the limits on how much may be sent with them.</summary>
internal static class ConfiguredKeys
{
    /// <summary>
    /// Keys by provider: each a text; or a list of texts and of sections with <c>Name</c>, <c>Secret</c> and
    /// <c>Weight</c>.
    /// </summary>
    public static void Read(SettingsReader? section, IDictionary<string, ProviderKeyList> into)
    {
        foreach (var provider in section?.Children ?? [])
        {
            if (provider.Single is { } single)
            {
                into[provider.Name] = single;
                continue;
            }

            into[provider.Name] = [.. provider.Children.Select(Key).OfType<ProviderKey>()];
        }
    }

    public static RateLimit Limit(SettingsReader section)
    {
        var limit = new RateLimit();
        section.Number(nameof(limit.RequestsPerMinute), value => limit.RequestsPerMinute = Whole(value));
        section.Number(nameof(limit.TokensPerMinute), value => limit.TokensPerMinute = value);
        section.Number(nameof(limit.ConcurrentCalls), value => limit.ConcurrentCalls = Whole(value));
        return limit;

        static int Whole(long value) => (int)Math.Clamp(value, int.MinValue, int.MaxValue);
    }

    /// <summary>A key; null when there is none, as where a secret of the environment is not set.</summary>
    private static ProviderKey? Key(SettingsReader section)
    {
        // What is not numbered is named.
        var name = int.TryParse(section.Name, NumberStyles.None, CultureInfo.InvariantCulture, out _)
            ? null
            : section.Name;
        var (secret, weight) = (section.Single, 1.0);
        RateLimit? limit = null;
        if (secret is null)
        {
            section.Text(nameof(ProviderKey.Name), value => name = value);
            section.Text(nameof(ProviderKey.Secret), value => secret = value);
            section.Amount(nameof(ProviderKey.Weight), "a number such as 2 or 0.5", value => weight = (double)value);
            section.Section(nameof(ProviderKey.RateLimit), rates => limit = Limit(rates));
            section.RefuseOthers();
        }

        return string.IsNullOrWhiteSpace(secret) ? null
            : name is null ? new ProviderKey(secret) { Weight = weight, RateLimit = limit }
            : new ProviderKey(name, secret) { Weight = weight, RateLimit = limit };
    }
}
