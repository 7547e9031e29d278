using Fleet;

const string Usage = """
    Usage: dotnet run --project samples/Fleet [-- --port <n>] [--redis <host:port>]

      An application in three processes that share a spend limit, rests of routes and
      conversations over Redis, and a page that shows what each of them knows
      (default: http://127.0.0.1:5090). Providers are an emulator's.

      --redis   a server that runs; otherwise redis-server is started, where it is
                installed: apt-get install redis-server. A container does, too:
                docker run -p 6379:6379 redis:7, and --redis localhost:6379
    """;

if (args.Any(argument => argument is "--help" or "-h"))
{
    Console.WriteLine(Usage);
    return 0;
}

if (args is ["--member", var number, var emulator, var redis])
{
    await Member.RunAsync(number, new Uri(emulator), redis);
    return 0;
}

await using var fleet = await FleetHost.StartAsync(Option("--port") ?? "5090", Option("--redis"));
Console.WriteLine($"""
    The page is at {fleet.Address}
    {fleet.Description}
    Ctrl-C stops it.
    """);
await fleet.WaitForShutdownAsync();
return 0;

string? Option(string name) =>
    Array.IndexOf(args, name) is >= 0 and var at && at + 1 < args.Length ? args[at + 1] : null;
