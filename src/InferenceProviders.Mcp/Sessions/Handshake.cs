using System.ComponentModel;
using System.Net.Sockets;
using System.Runtime.ExceptionServices;
using ModelContextProtocol;

namespace InferenceProviders.Mcp.Sessions;

/// <summary>How a connection begins with servers of every version of the protocol.</summary>
internal static class Handshake
{
    /// <summary>
    /// Since 2026-07-28 a client asks for the version first. Servers from before that end at the question, or answer it
    /// in ways that nobody foresaw: to those a second connection is made, which begins with <c>initialize</c> as they
    /// know it.
    /// </summary>
    /// <param name="connect">Connects; told whether it asks for the version.</param>
    /// <param name="protocolVersion">
    /// The version that the caller wants; the question is not asked again for one.
    /// </param>
    /// <param name="deadline">Holds for both.</param>
    public static async Task<T> WithFallbackAsync<T>(
        Func<bool, Task<T>> connect, string? protocolVersion, Deadline deadline)
    {
        try
        {
            return await connect(true).ConfigureAwait(false);
        }
        catch (Exception first)
            when (protocolVersion is null && !deadline.Token.IsCancellationRequested && MayBeOlder(first))
        {
            try
            {
                return await connect(false).ConfigureAwait(false);
            }
            catch (McpProtocolException second) when (second.ErrorCode == McpErrorCode.MethodNotFound)
            {
                // A server that knows the newest version only: what it said first is what counts.
                ExceptionDispatchInfo.Throw(first);
                throw;
            }
        }
    }

    /// <summary>A server that is not there at all is not there for a second try either.</summary>
    private static bool MayBeOlder(Exception exception)
    {
        for (var cause = exception; cause is not null; cause = cause.InnerException)
        {
            if (cause is HttpRequestException
                {
                    HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError
                        or HttpRequestError.SecureConnectionError
                }
                or Win32Exception and not SocketException)
            {
                return false;
            }
        }

        return exception is not OperationCanceledException;
    }
}
