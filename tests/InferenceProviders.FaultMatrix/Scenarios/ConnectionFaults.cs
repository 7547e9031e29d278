using System.Net;
using System.Net.Sockets;
using InferenceProviders.FaultMatrix.Server;

namespace InferenceProviders.FaultMatrix.Scenarios;

/// <summary>What goes wrong before there is an answer. Where a second try helps, a client should make it.</summary>
internal static class ConnectionFaults
{
    public static IEnumerable<Scenario> All =>
    [
        Refused(),
        new("name that does not resolve", Expected.Error, (_, _) => Task.CompletedTask)
        {
            Address = _ => new Uri("http://no-such-host.invalid/v1"),
        },
        new("reset before headers, then fine", Expected.Answer, async (connection, index) =>
        {
            await connection.ReadRequestAsync();
            if (index == 0)
            {
                connection.Reset();
                return;
            }

            await connection.RespondWithEventsAsync(Answers.Greeting);
        }),
        new("closed without an answer, then fine", Expected.Answer, async (connection, index) =>
        {
            await connection.ReadRequestAsync();
            if (index > 0)
            {
                await connection.RespondWithEventsAsync(Answers.Greeting);
            }
        }),
        new("reset before headers, always", Expected.Error, async (connection, _) =>
        {
            await connection.ReadRequestAsync();
            connection.Reset();
        }),
        new("half-open connection: nothing ever comes", Expected.Error, async (connection, _) =>
        {
            await connection.ReadRequestAsync();
            await connection.ClientClosedAsync();
        }),
        new("slow-loris headers: a byte now and then", Expected.Error, async (connection, _) =>
        {
            await connection.ReadRequestAsync();
            await connection.SendAsync("HTTP/1.1 200 OK\r\nX-Slow: ");
            using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
            while (await timer.WaitForNextTickAsync(connection.Stop))
            {
                await connection.SendAsync("x");
            }
        }),
        new("garbage in place of HTTP", Expected.Error, async (connection, _) =>
        {
            await connection.ReadRequestAsync();
            await connection.SendAsync("220 mail.example ESMTP ready\r\n");
            await connection.CloseAsync();
        }),
        new("TLS that cannot be made", Expected.Error, async (connection, _) =>
        {
            // Whatever is sent in the clear would be read here.
            if (await connection.ReadRequestAsync() is not null)
            {
                await connection.RespondWithEventsAsync(Answers.Greeting);
            }
        })
        {
            Address = server => new Uri($"https://127.0.0.1:{server.Port}/v1"),
            Check = (server, _) => Task.FromResult(server.Requests.Count > 0 ? "downgraded to plain HTTP" : null),
        },
        new("a certificate that nobody vouches for", Expected.Error, async (connection, _) =>
        {
            await connection.SecureAsync();
            await connection.ReadRequestAsync();
            await connection.RespondWithEventsAsync(Answers.Greeting);
        })
        {
            Address = server => new Uri($"https://localhost:{server.Port}/v1"),
            Check = (server, _) =>
                Task.FromResult(server.Requests.Count > 0 ? "the request was sent all the same" : null),
        },
        .. Redirects(),
    ];

    /// <summary>Neither a header nor a body may follow a redirect to another host.</summary>
    private static IEnumerable<Scenario> Redirects()
    {
        foreach (var status in (int[])[301, 302, 303, 307, 308])
        {
            FaultServer? other = null;
            yield return new($"redirect to another host with {status}", Expected.Error, async (connection, _) =>
            {
                await connection.ReadRequestAsync();
                await connection.RespondAsync(status, "", "text/plain", $"Location: {other!.Address}/chat/completions");
            })
            {
                Address = server =>
                {
                    other = FaultServer.Start(async (connection, _) =>
                    {
                        await connection.ReadRequestAsync();
                        await connection.RespondWithEventsAsync(Answers.Greeting);
                    });
                    return server.Address;
                },
                Check = async (_, _) =>
                {
                    var followed = other!.Connections > 0;
                    await other.DisposeAsync();
                    return followed ? "the redirect was followed" : null;
                },
            };
        }
    }

    /// <summary>A port that is taken by somebody who does not listen.</summary>
    private static Scenario Refused()
    {
        Socket? deaf = null;
        return new("connection refused", Expected.Error, (_, _) => Task.CompletedTask)
        {
            Address = _ =>
            {
                deaf = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
                deaf.Bind(new IPEndPoint(IPAddress.Loopback, 0));
                return new Uri($"http://127.0.0.1:{((IPEndPoint)deaf.LocalEndPoint!).Port}/v1");
            },
            Check = (_, _) =>
            {
                deaf!.Dispose();
                return Task.FromResult<string?>(null);
            },
        };
    }
}
