using System.Net;
using System.Net.Sockets;

namespace InferenceProviders.TestUtilities;

/// <summary>
/// A port for a program that has to be told one. Another may take it before the program does: start again with another
/// port then.
/// </summary>
public static class FreePort
{
    // Below the ports that systems give to connections that go out (from 32768 or 49152 on), which may come back at any
    // moment.
    private const int Lowest = 20_000;
    private const int Highest = 32_000;

    /// <summary>A port of the loopback interface that nobody listens on.</summary>
    public static int Find()
    {
        for (var tries = 0; tries < 1000; tries++)
        {
            var port = Random.Shared.Next(Lowest, Highest);
            try
            {
                using var listener = new TcpListener(IPAddress.Loopback, port);
                listener.Start();
                return port;
            }
            catch (SocketException exception) when (exception.SocketErrorCode is SocketError.AddressAlreadyInUse
                or SocketError.AccessDenied)
            {
                // Somebody has it.
            }
        }

        throw new InvalidOperationException($"No port from {Lowest} to {Highest} is free.");
    }
}
