using AspNetCoreChat;

await using var playground = await Playground.StartAsync(args);
Console.WriteLine($"""
    The playground is at {playground.Address}
    {playground.Backend.Description}
    Ctrl-C stops it.
    """);
await playground.WaitForShutdownAsync();
