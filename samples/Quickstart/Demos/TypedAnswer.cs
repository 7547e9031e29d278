using System.ComponentModel;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Quickstart.Demos;

/// <summary>
/// An answer as an object: the record's JSON schema goes out with the question, and the answer follows it.
/// </summary>
internal static class TypedAnswer
{
    private const string Question = "I want to see the temples and gardens of Kyoto in Japan: 3 days in autumn.";

    public static async Task RunAsync(IChatClient chat, Terminal terminal, CancellationToken cancellationToken)
    {
        var json = QuickstartJson.Default;
        var options = new ChatOptions { ResponseFormat = ChatResponseFormat.ForJsonSchema<Trip>(json.Options) };

        terminal.Heading("A typed answer", Question);
        var response = await chat.AnswerAsync([new(ChatRole.User, Question)], options, terminal, cancellationToken);

        try
        {
            var trip = JsonSerializer.Deserialize(response.Text, json.Trip)!;
            terminal.Line($"  City    {trip.City}, {trip.Country}");
            terminal.Line($"  Days    {trip.Days}, in {trip.Season.ToString().ToLowerInvariant()}");
            terminal.Line($"  To see  {string.Join(", ", trip.Interests).ToLowerInvariant()}");
        }
        catch (JsonException exception)
        {
            // Not every provider holds its models to the schema: the catalog says which do.
            terminal.Line($"  This is not the JSON that was asked for: {exception.Message}");
        }
    }
}

/// <summary>What the model is to fill in.</summary>
internal sealed record Trip(
    string City,
    string Country,
    [property: Description("How many days it takes.")] int Days,
    Season Season,
    Interest[] Interests);

internal enum Season
{
    Spring,
    Summer,
    Autumn,
    Winter,
}

internal enum Interest
{
    Food,
    Gardens,
    Museums,
    Temples,
}
