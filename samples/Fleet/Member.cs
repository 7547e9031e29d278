using InferenceProviders;
using Microsoft.Extensions.AI;

namespace Fleet;

/// <summary>One process of the application: an ordinary ASP.NET application with one router.</summary>
internal static class Member
{
    public const string Model = "openai/gpt-oss-120b";

    /// <summary>Small, so that it can be seen to be used up.</summary>
    private const decimal DollarsADay = 0.005m;

    /// <param name="number">Its name on the page.</param>
    /// <param name="emulator">The address of the emulator.</param>
    /// <param name="redis">The configuration of the store; <c>-</c> to run alone.</param>
    public static async Task RunAsync(string number, Uri emulator, string redis)
    {
        await using var app = Build(number, emulator, redis);
        await app.StartAsync();

        // The one line that the parent process reads.
        Console.WriteLine(app.Urls.First());
        await app.WaitForShutdownAsync();
    }

    private static WebApplication Build(string number, Uri emulator, string redis)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var limit = new SpendLimit(DollarsADay) { Name = "app", Period = SpendPeriod.Day() };
        var router = builder.Services.AddInferenceProviders(options =>
        {
            options.UseEnvironment = false;
            options.Token = "hf_emulator";
            options.RouterEndpoint = emulator;
            options.HubEndpoint = emulator;
            options.SpendLimit = limit;

            // Three processes that have only just started on one machine are slow at first.
            options.Sharing.MaxWait = TimeSpan.FromSeconds(5);
        });
        if (redis != "-")
        {
            router.UseRedis(redis, store => store.KeyPrefix = "fleet-sample");
        }

        builder.Services.AddInferenceChatClient(Model);
        builder.Services.AddHealthChecks().AddInferenceProviders();

        var app = builder.Build();
        app.MapPost("/ask", (string talk, IChatClient chat) => AskAsync(talk, chat));
        app.MapGet(
            "/state", (InferenceRouter router) => Results.Content(State(number, limit, router), "application/json"));
        app.MapHealthChecks("/health");
        return app;
    }

    private static async Task<string> AskAsync(string talk, IChatClient chat)
    {
        var options = new ChatOptions { MaxOutputTokens = 100 }.WithRouting(new() { SessionAffinityKey = talk });
        try
        {
            var response = await chat.GetResponseAsync("Tell me something about herons.", options);
            return response.GetRoutingReport()!.Provider;
        }
        catch (InferenceException exception)
        {
            return $"{exception.Kind}";
        }
    }

    private static string State(string number, SpendLimit limit, InferenceRouter router) => string.Create(
        System.Globalization.CultureInfo.InvariantCulture,
        $$"""
        {"member":"{{number}}","spent":{{limit.Spent}},"reserved":{{limit.Reserved}},"limit":{{limit.Limit}},
         "routes":{{router.Health.ToJson()}}}
        """);
}
