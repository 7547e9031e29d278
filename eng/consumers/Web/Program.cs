using InferenceProviders;
using InferenceProviders.Emulator;
using Microsoft.Extensions.AI;

await using var emulator = await EmulatorHost.StartAsync();
var address = emulator.BaseAddress.ToString();

var builder = WebApplication.CreateSlimBuilder();
builder.Configuration["Urls"] = "http://127.0.0.1:0";
builder.Configuration["InferenceProviders:Token"] = emulator.Token;
builder.Configuration["InferenceProviders:RouterEndpoint"] = address;
builder.Configuration["InferenceProviders:HubEndpoint"] = address;
builder.Logging.ClearProviders();
builder.Services.AddInferenceProviders(builder.Configuration.GetSection("InferenceProviders"));
builder.Services.AddInferenceChatClient("openai/gpt-oss-120b:groq");
builder.Services.AddHealthChecks().AddInferenceProviders();

await using var app = builder.Build();
app.MapGet("/ask", async (string question, IChatClient chat) => (await chat.GetResponseAsync(question)).Text);
app.MapHealthChecks("/health");
await app.StartAsync();

using var browser = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
var answer = await browser.GetStringAsync("/ask?question=Count+to+3");
var health = await browser.GetStringAsync("/health");
if ((answer, health) != ("1 2 3", "Healthy"))
{
    Console.WriteLine($"'{answer}', '{health}'");
    return 1;
}

Console.WriteLine("ok - an ASP.NET Core program: an injected chat client, a health check");
return 0;
