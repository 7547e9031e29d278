using Microsoft.Extensions.Logging;

namespace InferenceProviders.Diagnostics;

/// <summary>Every message that the library logs. None has a token, a prompt or an answer in it.</summary>
internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Information, "Attempt on {Provider} for {Model} failed: {Kind} (HTTP {Status}).")]
    public static partial void AttemptFailed(
        ILogger logger, string provider, string model, InferenceErrorKind kind, int? status);

    [LoggerMessage(2, LogLevel.Debug, "Looking up the providers of {Model} on the Hub.")]
    public static partial void MappingLookup(ILogger logger, string model);

    [LoggerMessage(3, LogLevel.Warning, "{Provider} serves {Model} with the status {Status}: calls may fail.")]
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
        7, LogLevel.Debug,
        "No provider of {Model} can be asked at the moment: the next model of its chain, {Next}, is asked first.")]
    public static partial void ModelDeferred(ILogger logger, string model, string next);

    [LoggerMessage(30, LogLevel.Debug, "The providers of {Model} could not be looked up on the Hub: {Kind}.")]
    public static partial void AdviceFailed(ILogger logger, string model, InferenceErrorKind kind);

    [LoggerMessage(
        45, LogLevel.Warning,
        "InferenceProvidersOptions.{Option} names '{Name}', which is not a provider. Did you mean '{Meant}'?")]
    public static partial void ProviderMisspelt(ILogger logger, string option, string name, string meant);

    [LoggerMessage(
        46, LogLevel.Warning,
        "InferenceProvidersOptions.{Option} names '{Name}', which is neither a provider that this library knows "
        + "nor one that the Hub has named.")]
    public static partial void ProviderUnknown(ILogger logger, string option, string name);

    [LoggerMessage(40, LogLevel.Information, "The options of the router '{Name}' were reloaded.")]
    public static partial void OptionsReloaded(ILogger logger, string name);

    [LoggerMessage(
        41, LogLevel.Error, "The options of the router '{Name}' were not reloaded, and the earlier ones stay: {Why}")]
    public static partial void OptionsNotReloaded(ILogger logger, string name, string why);

    [LoggerMessage(
        42, LogLevel.Information, "The list of {Models} models was loaded, and the providers of {Named} models.")]
    public static partial void CatalogWarmed(ILogger logger, int models, int named);

    [LoggerMessage(
        43, LogLevel.Warning,
        "The catalog could not be loaded ahead of the first calls ({Kind}), which will try again: {Why}")]
    public static partial void CatalogNotWarmed(ILogger logger, InferenceErrorKind kind, string why);

    [LoggerMessage(20, LogLevel.Information, "The job on {Provider} for {Model} could not be canceled: {Reason}")]
    public static partial void JobNotCancelled(ILogger logger, string provider, string model, string reason);

    [LoggerMessage(
        44, LogLevel.Warning,
        "The providers of {Model} could not be looked up again ({Kind}); the last answer is used.")]
    public static partial void MappingStale(ILogger logger, string model, InferenceErrorKind kind);

    [LoggerMessage(
        50, LogLevel.Warning, "The spend limit '{Limit}' has reached {Share:P0}: {Spent} of {UsDollars} US dollars.")]
    public static partial void SpendAlert(
        ILogger logger, string limit, double share, decimal spent, decimal usDollars);

    [LoggerMessage(51, LogLevel.Error, "OnAlert of the spend limit '{Limit}' threw an exception.")]
    public static partial void SpendAlertFailed(ILogger logger, string limit, Exception exception);

    [LoggerMessage(60, LogLevel.Information, "The shared store can be reached.")]
    public static partial void StoreConnected(ILogger logger);

    [LoggerMessage(
        61, LogLevel.Warning,
        "The shared store cannot be reached. Until it can, spend limits allow what is leased already, and "
        + "cooldowns and conversations are not shared. {Why}")]
    public static partial void StoreDisconnected(ILogger logger, string why);

    [LoggerMessage(62, LogLevel.Warning, "The shared store failed in the operation {Operation}: {Why}")]
    public static partial void StoreFailed(ILogger logger, string operation, string why);

    [LoggerMessage(
        63, LogLevel.Warning,
        "The shared store has lost what was spent of '{Account}'; it is being restored from what the processes "
        + "remember.")]
    public static partial void StoreRecovers(ILogger logger, string account);
}
