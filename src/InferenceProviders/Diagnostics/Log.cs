using Microsoft.Extensions.Logging;

namespace InferenceProviders.Diagnostics;

/// <summary>Every message that the library logs. None has a token, a prompt or an answer in it.</summary>
internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Information, "Attempt on {Provider} for {Model} failed: {Kind} (HTTP {Status}).")]
    public static partial void AttemptFailed(
        ILogger logger, string provider, string model, InferenceErrorKind kind, int? status);

    [LoggerMessage(2, LogLevel.Debug, "Asking the Hub who serves {Model}.")]
    public static partial void MappingLookup(ILogger logger, string model);

    [LoggerMessage(3, LogLevel.Warning, "{Provider} serves {Model} in status {Status}: it may fail.")]
    public static partial void MappingNotLive(ILogger logger, string provider, string model, string status);

    [LoggerMessage(
        4, LogLevel.Warning, "The list of models could not be refreshed ({Kind}); the one of {RetrievedAt} is used.")]
    public static partial void CatalogStale(ILogger logger, DateTimeOffset retrievedAt, InferenceErrorKind kind);

    [LoggerMessage(
        5, LogLevel.Warning,
        "The list of models could not be retrieved ({Kind}): providers are chosen without prices and capabilities.")]
    public static partial void CatalogMissing(ILogger logger, InferenceErrorKind kind);

    [LoggerMessage(6, LogLevel.Warning, "No other providers for {Model} could be found ({Kind}).")]
    public static partial void FallBackFailed(ILogger logger, string model, InferenceErrorKind kind);

    [LoggerMessage(
        7, LogLevel.Debug, "Nobody can be asked for {Model} at the moment: {Next} of its chain comes before it.")]
    public static partial void ModelDeferred(ILogger logger, string model, string next);

    [LoggerMessage(30, LogLevel.Debug, "The Hub could not say who serves {Model}: {Kind}.")]
    public static partial void AdviceFailed(ILogger logger, string model, InferenceErrorKind kind);

    [LoggerMessage(
        45, LogLevel.Warning,
        "InferenceProvidersOptions.{Option} names '{Name}', which no provider is called: did you mean '{Meant}'?")]
    public static partial void ProviderMisspelt(ILogger logger, string option, string name, string meant);

    [LoggerMessage(
        46, LogLevel.Warning,
        "InferenceProvidersOptions.{Option} names '{Name}', which no provider is called that this library or the Hub "
        + "is known to have.")]
    public static partial void ProviderUnknown(ILogger logger, string option, string name);

    [LoggerMessage(40, LogLevel.Information, "The options of the router '{Name}' were reloaded.")]
    public static partial void OptionsReloaded(ILogger logger, string name);

    [LoggerMessage(
        41, LogLevel.Error, "The options of the router '{Name}' were not reloaded, and the earlier ones stay: {Why}")]
    public static partial void OptionsNotReloaded(ILogger logger, string name, string why);

    [LoggerMessage(42, LogLevel.Information, "The list of {Models} models is there, and who serves {Named} of them.")]
    public static partial void CatalogWarmed(ILogger logger, int models, int named);

    [LoggerMessage(
        43, LogLevel.Warning, "What the first calls need could not be fetched ({Kind}), so they will ask again: {Why}")]
    public static partial void CatalogNotWarmed(ILogger logger, InferenceErrorKind kind, string why);

    [LoggerMessage(20, LogLevel.Information, "The job on {Provider} for {Model} could not be cancelled: {Reason}")]
    public static partial void JobNotCancelled(ILogger logger, string provider, string model, string reason);

    [LoggerMessage(
        44, LogLevel.Warning, "Who serves {Model} could not be asked again ({Kind}); the last answer is used.")]
    public static partial void MappingStale(ILogger logger, string model, InferenceErrorKind kind);

    [LoggerMessage(
        50, LogLevel.Warning, "The spend limit '{Limit}' has reached {Share:P0}: {Spent} of {UsDollars} US dollars.")]
    public static partial void SpendAlert(
        ILogger logger, string limit, double share, decimal spent, decimal usDollars);

    [LoggerMessage(51, LogLevel.Error, "OnAlert of the spend limit '{Limit}' has thrown.")]
    public static partial void SpendAlertFailed(ILogger logger, string limit, Exception exception);

    [LoggerMessage(60, LogLevel.Information, "The shared store can be reached.")]
    public static partial void StoreConnected(ILogger logger);

    [LoggerMessage(
        61, LogLevel.Warning,
        "The shared store cannot be reached: spend limits go on within the lease in hand, and rests and conversations "
        + "are this process's own meanwhile. {Why}")]
    public static partial void StoreDisconnected(ILogger logger, string why);

    [LoggerMessage(62, LogLevel.Warning, "The shared store did not do what it was asked to ({Operation}): {Why}")]
    public static partial void StoreFailed(ILogger logger, string operation, string why);

    [LoggerMessage(
        63, LogLevel.Warning,
        "The shared store has lost what was spent of '{Account}'; it is restored from what the processes remember.")]
    public static partial void StoreRecovers(ILogger logger, string account);
}
