using System.Globalization;
using InferenceProviders.FaultMatrix.Scenarios;
using InferenceProviders.FaultMatrix.Server;

namespace InferenceProviders.FaultMatrix.Load;

/// <summary>
/// A provider under load, on connections that stay open. Of every hundred requests it resets four, never answers two,
/// refuses four with 429 and four with 503, and cuts one stream in the middle. Every other refusal says how long to
/// wait.
/// </summary>
internal sealed class LoadProvider : IAsyncDisposable
{
    private const string Wait = "Retry-After: 1\r\n";

    private static readonly TimeSpan Thinking = TimeSpan.FromMilliseconds(30);

    private readonly FaultServer _server;
    private int _requests;

    public LoadProvider() => _server = FaultServer.Start(ServeAsync, remembers: false);

    private enum Fate
    {
        Fine,
        Reset,
        Stall,
        RateLimited,
        Unavailable,
        Cut,
    }

    public Uri Address => new($"http://127.0.0.1:{_server.Port}");

    public int Requests => Volatile.Read(ref _requests);

    public FaultServer Server => _server;

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    /// <summary>
    /// The shares are exact, and those of one kind do not follow each other: 37 and 100 have no divisor in common.
    /// </summary>
    private static Fate FateOf(int request) => (request * 37 % 100) switch
    {
        < 4 => Fate.Reset,
        < 6 => Fate.Stall,
        < 10 => Fate.RateLimited,
        < 14 => Fate.Unavailable,
        < 15 => Fate.Cut,
        _ => Fate.Fine,
    };

    private async Task ServeAsync(FaultConnection connection, int index)
    {
        while (await connection.ReadRequestAsync() is not null)
        {
            var number = Interlocked.Increment(ref _requests) - 1;
            switch (FateOf(number))
            {
                case Fate.Reset:
                    connection.Reset();
                    return;

                case Fate.Stall:
                    await connection.ClientClosedAsync();
                    return;

                case Fate.RateLimited:
                    await RefuseAsync(
                        connection, 429, Answers.Error("Too many requests.", "rate_limit_exceeded"), number);
                    break;

                case Fate.Unavailable:
                    await RefuseAsync(connection, 503, Answers.Error("No instance is free."), number);
                    break;

                case var fate:
                    await AnswerAsync(connection, isCut: fate == Fate.Cut);
                    if (fate == Fate.Cut)
                    {
                        return;
                    }

                    break;
            }
        }
    }

    private static Task RefuseAsync(FaultConnection connection, int status, string body, int number) =>
        connection.SendAsync(string.Create(
            CultureInfo.InvariantCulture,
            $"HTTP/1.1 {status} X\r\nContent-Type: application/json\r\nContent-Length:"
            + $" {body.Length}\r\n{(number / 100 % 2 == 0 ? Wait : "")}\r\n{body}"));

    private static async Task AnswerAsync(FaultConnection connection, bool isCut)
    {
        await Task.Delay(Thinking, connection.Stop);
        await connection.SendAsync(
            "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n");
        var events = Answers.Greeting;
        foreach (var item in isCut ? events[..3] : events)
        {
            await connection.ChunkAsync($"data: {item}\n\n");
        }

        if (isCut)
        {
            connection.Reset();
            return;
        }

        await connection.SendAsync("0\r\n\r\n");
    }
}
