namespace InferenceProviders.FaultMatrix.Scenarios;

/// <summary>
/// Streams that break. What has been delivered must not look like the whole, and must not be delivered again.
/// </summary>
internal static class StreamFaults
{
    public static IEnumerable<Scenario> All =>
    [
        Broken("reset in the middle of the answer", connection =>
        {
            connection.Reset();
            return Task.CompletedTask;
        }),
        Broken("connection closed in the middle of the answer", _ => Task.CompletedTask),
        Broken("broken chunking in the middle of the answer", async connection =>
        {
            await connection.SendAsync("zz\r\nwhat is this\r\n");
            await connection.CloseAsync();
        }),
        Broken("a proper end without finish reason and without [DONE]", connection => connection.EndChunksAsync()),
        Broken("an error event after content", async connection =>
        {
            await connection.ChunkAsync($"data: {Answers.Error("the engine died")}\n\ndata: [DONE]\n\n");
            await connection.EndChunksAsync();
        }),
        Broken("an error event of its own type after content", async connection =>
        {
            await connection.ChunkAsync($"event: error\ndata: {Answers.Error("the engine died")}\n\n");
            await connection.EndChunksAsync();
        }),
        Broken("an event that is not JSON after content", async connection =>
        {
            await connection.ChunkAsync("data: {\"choices\":[{\"delta\":{\"content\":\"oo\n\n");
            await connection.ChunkAsync($"data: {Answers.Stop}\n\ndata: [DONE]\n\n");
            await connection.EndChunksAsync();
        }),
        Broken("a stall between tokens", connection => connection.ClientClosedAsync()),
        Broken("keep-alive comments only, between tokens", async connection =>
        {
            using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
            while (await timer.WaitForNextTickAsync(connection.Stop))
            {
                await connection.ChunkAsync(": keep-alive\n\n");
            }
        }),
        new("an error event before content", Expected.Error, async (connection, _) =>
        {
            await connection.ReadRequestAsync();
            await connection.RespondWithEventsAsync(
                Answers.Role, Answers.Error("the engine is full", "overloaded_error"), Answers.Done);
        }),
        new("keep-alive comments only", Expected.Error, async (connection, _) =>
        {
            await connection.ReadRequestAsync();
            await connection.StartEventsAsync();
            using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
            while (await timer.WaitForNextTickAsync(connection.Stop))
            {
                await connection.ChunkAsync(": keep-alive\n\n");
            }
        }),
        new("a stream of nothing", Expected.Error, async (connection, _) =>
        {
            await connection.ReadRequestAsync();
            await connection.RespondWithEventsAsync();
        }),
        new("a stream of nothing but [DONE]", Expected.Error, async (connection, _) =>
        {
            await connection.ReadRequestAsync();
            await connection.RespondWithEventsAsync(Answers.Done);
        }),
        new("an answer of status 204", Expected.Error, async (connection, _) =>
        {
            await connection.ReadRequestAsync();
            await connection.SendAsync("HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n");
            await connection.CloseAsync();
        }),
        new("HTML with status 200", Expected.Error, async (connection, _) =>
        {
            await connection.ReadRequestAsync();
            await connection.RespondAsync(
                200, "<!doctype html><html><head><title>Sign in</title></head><body></body></html>", "text/html");
        }),
        new("HTML with status 200 that says it is a stream", Expected.Error, async (connection, _) =>
        {
            await connection.ReadRequestAsync();
            await connection.RespondAsync(
                200, "<!doctype html><html><head><title>Sign in</title></head><body></body></html>",
                "text/event-stream");
        }),
        new("an error with status 200", Expected.Error, async (connection, _) =>
        {
            await connection.ReadRequestAsync();
            await connection.RespondAsync(200, Answers.Error("not today"));
        }),
        new("a proper end with finish reason but without [DONE]", Expected.Answer, async (connection, _) =>
        {
            await connection.ReadRequestAsync();
            await connection.RespondWithEventsAsync(Answers.Greeting[..^1]);
        }),
        new("a last event without a blank line", Expected.Answer, async (connection, _) =>
        {
            await connection.ReadRequestAsync();
            await connection.StartEventsAsync();
            await connection.ChunkAsync(
                string.Concat(Answers.Greeting[..^2].Select(item => $"data: {item}\n\n")) + $"data: {Answers.Stop}");
            await connection.EndChunksAsync();
        }),
    ];

    private static Scenario Broken(string name, Func<Server.FaultConnection, Task> breaks) =>
        new(name, Expected.Error, async (connection, _) =>
    {
        await connection.ReadRequestAsync();
        await connection.StartEventsAsync();
        await connection.ChunkAsync($"data: {Answers.Role}\n\n");
        await connection.ChunkAsync($"data: {Answers.Text("Hello")}\n\n");
        await connection.ChunkAsync($"data: {Answers.Text(", ")}\n\n");
        await breaks(connection);
    })
    {
        // A reset may overtake the content, and then another try is right; what was delivered once must not be
        // delivered again.
        Check = (_, observation) =>
            Task.FromResult("Hello, ".StartsWith(observation.Text, StringComparison.Ordinal) ? null
            : $"delivered \"{observation.Text}\""),
    };
}
