namespace InferenceProviders.FaultMatrix.Scenarios;

/// <summary>Callers that go away: the connection must go with them, and at once.</summary>
internal static class CallerFaults
{
    /// <summary>Where a call waits: each of them is a place to cancel it.</summary>
    private enum Stage
    {
        RequestSent,
        HeadersSent,
        RoleSent,
        ContentSent,
        BeforeTheEnd,
    }

    public static IEnumerable<Scenario> All =>
    [
        new("a caller that stops reading", Expected.Answer, async (connection, _) =>
        {
            await connection.ReadRequestAsync();
            await connection.StartEventsAsync();
            await connection.ChunkAsync($"data: {Answers.Role}\n\ndata: {Answers.Text("Hello")}\n\n");
            await connection.ClientClosedAsync();
        })
        {
            Text = "Hello",
            Caller = new() { AbandonAfter = 1 },
            Check = async (server, _) => await IsClosedAsync(server) ? null : "the connection stays open",
        },
        .. Enum.GetValues<Stage>().Select(Cancelled),
        CancelledBeforehand(),
    ];

    private static Scenario Cancelled(Stage stage)
    {
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        return new($"cancelled: {stage}", Expected.Cancelled, async (connection, _) =>
        {
            await connection.ReadRequestAsync();
            if (stage >= Stage.HeadersSent)
            {
                await connection.StartEventsAsync();
            }

            if (stage >= Stage.RoleSent)
            {
                await connection.ChunkAsync($"data: {Answers.Role}\n\n");
            }

            if (stage >= Stage.ContentSent)
            {
                await connection.ChunkAsync($"data: {Answers.Text("Hello")}\n\n");
            }

            if (stage >= Stage.BeforeTheEnd)
            {
                await connection.ChunkAsync($"data: {Answers.Stop}\n\n");
            }

            reached.TrySetResult();
            await connection.ClientClosedAsync();
        })
        {
            Caller = new() { CancelWhen = reached.Task },
            Check = async (server, observation) =>
                observation.Duration > TimeSpan.FromSeconds(5) ? $"took {observation.Duration.TotalSeconds:0.0} s"
                : await IsClosedAsync(server) ? null : "the connection stays open",
        };
    }

    private static Scenario CancelledBeforehand() =>
        new("cancelled before it begins", Expected.Cancelled, async (connection, _) =>
    {
        await connection.ReadRequestAsync();
        await connection.RespondWithEventsAsync(Answers.Greeting);
    })
    {
        Caller = new() { CancelWhen = Task.CompletedTask },
        Check = (server, _) => Task.FromResult(server.Requests.Count == 0 ? null : "the request was sent all the same"),
    };

    private static async Task<bool> IsClosedAsync(Server.FaultServer server)
    {
        try
        {
            await server.WhenIdleAsync(TimeSpan.FromSeconds(5));
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }
}
