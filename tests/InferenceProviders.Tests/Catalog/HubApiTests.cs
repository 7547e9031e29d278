using System.Net;

namespace InferenceProviders.Tests.Catalog;

public sealed class HubApiTests : IDisposable
{
    private readonly HubStub _hub = new();
    private readonly InferenceRouter _router;

    public HubApiTests() => _router = _hub.Router();

    public static TheoryData<string?, string?, string?, int, string> Searches => new()
    {
        { null, null, null, 100, "?inference_provider=all&limit=100" },
        { "fal-ai", "text-to-image", null, 5, "?inference_provider=fal-ai&pipeline_tag=text-to-image&limit=5" },
        { "Groq", "conversational", null, 1000, "?inference_provider=groq&filter=conversational&limit=1000" },
        { null, null, " a&b=c/é ", 1, "?inference_provider=all&search=a%26b%3Dc%2F%C3%A9&limit=1" },
    };

    [Theory]
    [MemberData(nameof(Searches))]
    public async Task A_search_asks_in_the_words_of_the_documentation(
        string? provider, string? task, string? search, int limit, string query)
    {
        _hub.Answers("[]");

        await _router.Catalog.ListModelsAsync(provider, task is null ? null : new InferenceTask(task), search, limit);

        var request = Assert.Single(_hub.Requests);
        Assert.Equal("https://huggingface.co/api/models" + query, request.Uri.AbsoluteUri);
        Assert.Equal("Bearer hf_test", request.Authorization);
        Assert.False(request.BillTo);
    }

    [Fact]
    public async Task A_search_gives_models_and_passes_over_what_is_none()
    {
        _hub.Answers("""
            [{"_id":"1","id":"org/one","likes":3,"downloads":40,"tags":["a","b"],"pipeline_tag":"text-to-image","private":false},
             {"id":"org/two","pipeline_tag":null,"downloads":"lots"},{"modelId":"org/three"},null]
            """);

        var models = await _router.Catalog.ListModelsAsync();

        Assert.Equal(["org/one", "org/two"], models.Select(model => model.Id));
        Assert.Equal(
            (new InferenceTask("text-to-image"), 40, 3),
            (models[0].Task!.Value, models[0].Downloads!.Value, models[0].Likes!.Value));
        Assert.Equal(["a", "b"], models[0].Tags);
        Assert.Equal((null, null, null), (models[1].Task, models[1].Downloads, models[1].Likes));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1001)]
    public async Task A_limit_out_of_range_is_refused_before_anything_is_sent(int limit)
    {
        var error = await Assert.ThrowsAsync<ArgumentOutOfRangeException>(
            () => _router.Catalog.ListModelsAsync(limit: limit));

        Assert.Equal("limit", error.ParamName);
        Assert.Empty(_hub.Requests);
    }

    [Theory]
    [InlineData("groq&token=x")]
    [InlineData("../groq")]
    [InlineData("a b")]
    public async Task A_provider_that_is_no_name_is_refused_before_anything_is_sent(string provider)
    {
        var error = await Assert.ThrowsAsync<ArgumentException>(() => _router.Catalog.ListModelsAsync(provider));

        Assert.Equal("provider", error.ParamName);
        Assert.Empty(_hub.Requests);
    }

    /// <summary>The two answers of "Hub API", Get model status.</summary>
    [Theory]
    [InlineData("""{"_id":"67c35b9bb236f0d365bf29d3","id":"google/gemma-3-27b-it","inference":"warm"}""", "warm")]
    [InlineData("""{"_id":"67d3b141d8b6e20c6d009c8b","id":"manycore-research/SpatialLM-Llama-1B"}""", null)]
    public async Task A_models_status_is_the_hubs_word_or_null(string body, string? expected)
    {
        _hub.Answers(body);

        Assert.Equal(expected, await _router.Catalog.GetModelStatusAsync("google/gemma-3-27b-it:fastest"));
        Assert.Equal(
            "https://huggingface.co/api/models/google/gemma-3-27b-it?expand[]=inference",
            Assert.Single(_hub.Requests).Uri.OriginalString);
    }

    /// <summary>The answer of "Hub API", Get model providers, and its array form.</summary>
    [Theory]
    [InlineData("""
        {"_id":"67c35b9bb236f0d365bf29d3","id":"google/gemma-3-27b-it","inferenceProviderMapping":{
          "hf-inference":{"status":"live","providerId":"google/gemma-3-27b-it","task":"conversational"},
          "nebius":{"status":"staging","providerId":"google/gemma-3-27b-it-fast","task":"conversational"}}}
        """)]
    [InlineData("""
        {"id":"google/gemma-3-27b-it","inferenceProviderMapping":[
          {"provider":"hf-inference","hfModelId":"google/gemma-3-27b-it","status":"live","providerId":"google/gemma-3-27b-it","task":"conversational"},
          {"provider":"nebius","status":"staging","providerId":"google/gemma-3-27b-it-fast","task":"conversational"}]}
        """)]
    public async Task The_providers_of_a_model_come_in_the_hubs_order_and_are_kept(string body)
    {
        _hub.Answers(body);

        var providers = await _router.Catalog.GetProvidersAsync("google/gemma-3-27b-it");
        await _router.Catalog.GetProvidersAsync("google/gemma-3-27b-it");

        Assert.Equal(
            ["hf-inference google/gemma-3-27b-it conversational True",
                "nebius google/gemma-3-27b-it-fast conversational False"],
            providers.Select(entry => $"{entry.Provider} {entry.ProviderId} {entry.Task} {entry.IsLive}"));
        Assert.Equal(
            "https://huggingface.co/api/models/google/gemma-3-27b-it?expand[]=inferenceProviderMapping",
            Assert.Single(_hub.Requests).Uri.OriginalString);
    }

    [Theory]
    [InlineData("org/../secret")]
    [InlineData("https://example.com/v1")]
    [InlineData("org/name?x=y")]
    [InlineData(" ")]
    public async Task What_is_no_model_of_the_hub_is_refused_before_anything_is_sent(string model)
    {
        Assert.Equal(
            "model",
            (await Assert.ThrowsAsync<ArgumentException>(() => _router.Catalog.GetModelStatusAsync(model))).ParamName);
        Assert.Equal(
            "model",
            (await Assert.ThrowsAsync<ArgumentException>(() => _router.Catalog.GetProvidersAsync(model))).ParamName);
        Assert.Empty(_hub.Requests);
    }

    [Fact]
    public async Task A_token_names_its_account_its_organisations_and_what_it_may_do()
    {
        _hub.Answers("""
            {"type":"user","id":"1","name":"ada","fullname":"Ada","isPro":true,"email":"ada@example.com",
             "orgs":[{"type":"org","name":"acme","fullname":"Acme Inc."},{"type":"org"}],
             "auth":{"type":"access_token","accessToken":{"displayName":"laptop","role":"fineGrained","fineGrained":{"global":[],
               "scoped":[{"entity":{"name":"ada"},"permissions":["repo.content.read"]},{"entity":{"name":"acme"},"permissions":["inference.serverless.write"]}]}}}}
            """);

        var account = await _router.Catalog.WhoAmIAsync();

        Assert.Equal(
            ("ada", "Ada", "user", true, "fineGrained", true),
            (account.Name, account.FullName, account.Type, account.IsPro, account.TokenRole, account.MayCallProviders));
        Assert.Equal([new HubOrganization { Name = "acme", FullName = "Acme Inc." }], account.Organizations);
        Assert.Equal("https://huggingface.co/api/whoami-v2", Assert.Single(_hub.Requests).Uri.AbsoluteUri);
    }

    [Theory]
    [InlineData(
        """{"name":"ada","auth":{"accessToken":{"role":"fineGrained","fineGrained":{"global":["discussion.write"]"""
        + ""","scoped":[]}}}}""",
        false)]
    [InlineData(
        """{"name":"ada","auth":{"accessToken":{"role":"fineGrained","fineGrained":{"global":"""
        + """["inference.serverless.write"]}}}}""",
        true)]
    [InlineData("""{"name":"ada","auth":{"accessToken":{"role":"write"}}}""", null)]
    [InlineData("""{"name":"ada"}""", null)]
    public async Task The_permission_is_known_of_fine_grained_tokens_only(string body, bool? expected)
    {
        _hub.Answers(body);

        Assert.Equal(expected, (await _router.Catalog.WhoAmIAsync()).MayCallProviders);
    }

    [Fact]
    public async Task A_token_that_is_not_valid_is_an_authentication_error_in_the_hubs_words()
    {
        _hub.Answers("""{"error":"Invalid username or password."}""", HttpStatusCode.Unauthorized);

        var error = await Assert.ThrowsAsync<InferenceException>(() => _router.Catalog.WhoAmIAsync());

        Assert.Equal(InferenceErrorKind.Authentication, error.Kind);
        Assert.Null(error.Model);
        Assert.StartsWith(
            "huggingface answered 401 (Unauthorized): Invalid username or password. Check that the Hugging Face "
            + "token is valid",
            error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hf_test", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_token_there_is_nobody_to_ask_about()
    {
        using var router = _hub.Router(options => options.Token = null);

        var error = await Assert.ThrowsAsync<InferenceException>(() => router.Catalog.WhoAmIAsync());

        Assert.Equal(InferenceErrorKind.Authentication, error.Kind);
        Assert.Contains("HF_TOKEN", error.Message, StringComparison.Ordinal);
        Assert.Empty(_hub.Requests);
    }

    [Theory]
    [InlineData(HttpStatusCode.NotFound, InferenceErrorKind.ModelNotFound, "Repository not found")]
    [InlineData(
        HttpStatusCode.Forbidden, InferenceErrorKind.PermissionDenied,
        "The token needs access to the model if it is gated or private.")]
    [InlineData(HttpStatusCode.BadGateway, InferenceErrorKind.ProviderUnavailable, "502")]
    public async Task What_the_hub_refuses_is_a_typed_error_that_names_the_model(
        HttpStatusCode status, InferenceErrorKind kind, string words)
    {
        _hub.Answers("""{"error":"Repository not found"}""", status);

        foreach (var ask in new Func<Task>[] { () => _router.Catalog.GetModelStatusAsync("org/name"),
            () => _router.Catalog.GetProvidersAsync("org/name") })
        {
            var error = await Assert.ThrowsAsync<InferenceException>(ask);
            Assert.Equal((kind, "org/name"), (error.Kind, error.Model));
            Assert.Contains(words, error.Message, StringComparison.Ordinal);
            Assert.DoesNotContain("Make calls", error.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("<!doctype html>")]
    [InlineData("{\"error\":")]
    [InlineData("5")]
    public async Task An_answer_that_is_not_what_is_documented_is_a_protocol_error(string body)
    {
        _hub.Answers(body);

        Assert.Equal(
            InferenceErrorKind.Protocol,
            (await Assert.ThrowsAsync<InferenceException>(() => _router.Catalog.ListModelsAsync())).Kind);
        Assert.Equal(
            InferenceErrorKind.Protocol,
            (await Assert.ThrowsAsync<InferenceException>(() => _router.Catalog.WhoAmIAsync())).Kind);
    }

    [Fact]
    public async Task A_caller_who_gives_up_ends_the_search()
    {
        _hub.Answer = _ => new TaskCompletionSource<(HttpStatusCode, string)>().Task;
        using var impatient = new CancellationTokenSource();
        var search = _router.Catalog.ListModelsAsync(cancellationToken: impatient.Token);
        await _hub.NextRequestAsync();

        await impatient.CancelAsync();

        Assert.Equal(
            impatient.Token, (await Assert.ThrowsAnyAsync<OperationCanceledException>(() => search)).CancellationToken);
    }

    public void Dispose()
    {
        _router.Dispose();
        _hub.Dispose();
    }
}
