using System.Globalization;
using StackExchange.Redis;

namespace InferenceProviders.Redis;

/// <summary>
/// Reads where the server is. What is wrong is told without the text, in which a password may be.
/// </summary>
internal static class RedisConfiguration
{
    private const string Form =
        "Write 'host:6379,password=…,ssl=true' as StackExchange.Redis has it, or 'rediss://user:password@host:6379'. "
        + "A password with a comma in it needs the second form, or an IConnectionMultiplexer of your own.";

    /// <exception cref="ArgumentException">It can't be read; the message has none of it.</exception>
    public static ConfigurationOptions Read(string configuration)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(configuration);
        var text = configuration.Trim();
        var settings = text.Contains("://", StringComparison.Ordinal) ? OfUri(text) : OfList(text);
        return settings.EndPoints.Count > 0 ? settings
            : throw new ArgumentException($"The configuration names no server. {Form}", nameof(configuration));
    }

    /// <summary>
    /// As other clients have it (https://www.iana.org/assignments/uri-schemes/prov/redis and …/rediss, which is TLS).
    /// </summary>
    private static ConfigurationOptions OfUri(string configuration)
    {
        if (!Uri.TryCreate(configuration, UriKind.Absolute, out var uri) || uri.Scheme is not ("redis" or "rediss")
            || uri.Host.Length == 0 || uri.Query.Length > 0 || uri.Fragment.Length > 0
            || !TryReadDatabase(uri.AbsolutePath, out var database))
        {
            throw new ArgumentException(
                $"The configuration is no address of a Redis server. {Form}", nameof(configuration));
        }

        var settings = new ConfigurationOptions
        {
            Ssl = uri.Scheme == "rediss",
            DefaultDatabase = database,
        };
        settings.EndPoints.Add(uri.DnsSafeHost, uri.Port < 0 ? 6379 : uri.Port);
        if (uri.UserInfo.Split(':', 2) is [var user, var password])
        {
            settings.User = user.Length > 0 ? Uri.UnescapeDataString(user) : null;
            settings.Password = Uri.UnescapeDataString(password);
        }

        return settings;
    }

    private static bool TryReadDatabase(string path, out int? database)
    {
        database = null;
        if (path is "" or "/")
        {
            return true;
        }

        var isNumber = int.TryParse(
            path.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out var number);
        database = number;
        return isNumber;
    }

    private static ConfigurationOptions OfList(string configuration)
    {
        try
        {
            return ConfigurationOptions.Parse(configuration);
        }
        catch (Exception exception) when (exception is ArgumentException or FormatException or OverflowException)
        {
            throw new ArgumentException(
                $"The configuration has a setting that isn't known{Where(configuration)}. {Form}",
                nameof(configuration));
        }
    }

    /// <summary>The number of the setting that is wrong; its name may be a part of a password.</summary>
    private static string Where(string configuration)
    {
        var settings = configuration.Split(',');
        for (var i = 0; i < settings.Length; i++)
        {
            try
            {
                ConfigurationOptions.Parse(settings[i]);
            }
            catch (Exception exception) when (exception is ArgumentException or FormatException or OverflowException)
            {
                return $", or has a wrong value: number {i + 1} of {settings.Length}";
            }
        }

        return "";
    }
}
