using System.Net;

namespace InferenceProviders.Tests.Catalog;

public sealed class ModelCatalogTests
{
    /// <summary>The first model and its offer are the example of the router's description, word for word.</summary>
    private const string Models = """
        {"object":"list","data":[
          {"id":"org/vision","object":"model","created":1754352000,"owned_by":"org","architecture":{"input_modalities":["text","image"],"output_modalities":["text"]},"providers":[
            {"provider":"novita","status":"live","context_length":131072,"pricing":{"input":0.05,"output":0.25},"supports_tools":true,"supports_structured_output":false,"is_model_author":false,"first_token_latency_ms":640,"throughput":182.4},
            {"provider":"newcomer","status":"live"},
            {"provider":"Groq","status":"error","context_length":8192.0,"pricing":{"input":0.1,"output":0.5},"supports_tools":true,"supports_structured_output":true}]},
          {"id":"org/bare"},
          {"id":"org/odd","created":"soon","owned_by":7,"architecture":[],"unknown":{"field":1},"providers":[
            {"provider":"odd","status":null,"context_length":"many","pricing":"free","supports_tools":"yes","first_token_latency_ms":-1,"throughput":null,"invented":true},
            {"status":"live"}, "text", null]},
          {"object":"model"}, 5]}
        """;

    [Fact]
    public async Task Every_field_of_a_model_and_an_offer_is_read()
    {
        var catalog = await ReadAsync(Models);

        var model = catalog.Find("org/vision")!;
        Assert.Equal("org", model.OwnedBy);
        Assert.Equal(new DateTimeOffset(2025, 8, 5, 0, 0, 0, TimeSpan.Zero), model.Created);
        Assert.Equal(["text", "image"], model.InputModalities);
        Assert.Equal(["text"], model.OutputModalities);
        var expected = new ProviderOffer
        {
            Provider = "novita",
            Status = "live",
            ContextLength = 131_072,
            InputPrice = 0.05m,
            OutputPrice = 0.25m,
            SupportsTools = true,
            SupportsStructuredOutput = false,
            IsModelAuthor = false,
            FirstTokenLatency = TimeSpan.FromMilliseconds(640),
            Throughput = 182.4,
        };
        Assert.Equal(expected, model.Offers[0]);
    }

    [Fact]
    public async Task What_the_router_does_not_say_is_null()
    {
        var catalog = await ReadAsync(Models);

        Assert.Equal(
            new ProviderOffer { Provider = "newcomer", Status = "live" },
            catalog.Find("org/vision")!.Offer("newcomer"));
        var bare = catalog.Find("org/bare")!;
        Assert.Null(bare.OwnedBy);
        Assert.Null(bare.Created);
        Assert.Empty(bare.InputModalities);
        Assert.Empty(bare.Offers);
    }

    [Fact]
    public async Task Fields_of_another_type_are_as_good_as_absent_and_entries_without_a_name_are_passed_over()
    {
        var catalog = await ReadAsync(Models);

        Assert.Equal(["org/vision", "org/bare", "org/odd"], catalog.Models.Select(model => model.Id));
        var odd = catalog.Find("org/odd")!;
        Assert.Null(odd.Created);
        Assert.Null(odd.OwnedBy);
        Assert.Equal(new ProviderOffer { Provider = "odd", Status = "live" }, Assert.Single(odd.Offers));
    }

    [Fact]
    public async Task A_model_is_found_whatever_its_case_and_suffix()
    {
        var catalog = await ReadAsync(Models);

        Assert.Same(catalog.Models[0], catalog.Find("ORG/Vision:fastest"));
        Assert.Null(catalog.Find("org/none"));
        Assert.Equal("groq", catalog.Models[0].Offer("GROQ")!.Provider);
        Assert.Null(catalog.Models[0].Offer("nobody"));
    }

    public static TheoryData<ModelQuery, string> Queries => new()
    {
        { new(), "org/vision: novita newcomer; org/odd: odd" },
        { new() { IncludeNotLive = true }, "org/vision: novita newcomer groq; org/odd: odd" },
        { new() { Provider = "Novita" }, "org/vision: novita" },
        { new() { Provider = "groq" }, "" },
        { new() { Tools = true }, "org/vision: novita" },
        { new() { Tools = true, IncludeNotLive = true }, "org/vision: novita groq" },
        { new() { StructuredOutput = true, IncludeNotLive = true }, "org/vision: groq" },
        { new() { MinContextLength = 131_072 }, "org/vision: novita" },
        { new() { MinContextLength = 131_073 }, "" },
        { new() { MaxInputPrice = 0.05m, IncludeNotLive = true }, "org/vision: novita" },
        { new() { MaxOutputPrice = 0.5m, IncludeNotLive = true }, "org/vision: novita groq" },
        { new() { MaxOutputPrice = 0.24m }, "" },
        { new() { InputModality = "image" }, "org/vision: novita newcomer" },
        { new() { Task = InferenceTask.Conversational }, "org/vision: novita newcomer; org/odd: odd" },
        { new() { Task = new InferenceTask("image-text-to-text") }, "org/vision: novita newcomer" },
        { new() { Task = new InferenceTask("text-to-image") }, "" },
    };

    [Theory]
    [MemberData(nameof(Queries))]
    public async Task A_query_gives_the_models_with_the_offers_that_match(ModelQuery query, string expected)
    {
        var catalog = await ReadAsync(Models);

        var found = catalog.Find(query)
            .Select(model => $"{model.Id}: {string.Join(' ', model.Offers.Select(offer => offer.Provider))}");

        Assert.Equal(expected, string.Join("; ", found));
    }

    [Theory]
    [InlineData("<html>", HttpStatusCode.OK, InferenceErrorKind.Protocol)]
    [InlineData("[]", HttpStatusCode.OK, InferenceErrorKind.Protocol)]
    [InlineData("""{"data":{}}""", HttpStatusCode.OK, InferenceErrorKind.Protocol)]
    [InlineData("""{"error":"busy"}""", HttpStatusCode.ServiceUnavailable, InferenceErrorKind.ProviderUnavailable)]
    [InlineData("", HttpStatusCode.Redirect, InferenceErrorKind.Protocol)]
    public async Task An_answer_that_is_no_list_is_a_typed_error(
        string body, HttpStatusCode status, InferenceErrorKind kind)
    {
        using var hub = new HubStub();
        hub.Answers(body, status);
        using var router = hub.Router();

        var error = await Assert.ThrowsAsync<InferenceException>(async () => await router.Catalog.GetModelsAsync());

        Assert.Equal(kind, error.Kind);
        Assert.Null(error.Model);
    }

    private static async Task<ModelCatalog> ReadAsync(string body)
    {
        using var hub = new HubStub();
        hub.Answers(body);
        using var router = hub.Router();
        return await router.Catalog.GetModelsAsync();
    }
}
