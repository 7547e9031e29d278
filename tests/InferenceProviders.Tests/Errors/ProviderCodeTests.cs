using System.Net;
using System.Text;
using InferenceProviders.Errors;
using InferenceProviders.Providers;

namespace InferenceProviders.Tests.Errors;

/// <summary>
/// What a provider's own error codes say goes before the status, which says little where one status stands for
/// everything (https://docs.z.ai/api-reference/api-code); except where the words say more than the code.
/// </summary>
public sealed class ProviderCodeTests
{
    private static readonly Provider Zai = ZaiOrg.Create();

    public static TheoryData<string, HttpStatusCode?> EveryCode()
    {
        var data = new TheoryData<string, HttpStatusCode?>();
        foreach (var code in Zai.ErrorCodes!.Keys)
        {
            data.Add(code, HttpStatusCode.BadRequest);
            data.Add(code, HttpStatusCode.TooManyRequests);
            data.Add(code, HttpStatusCode.InternalServerError);
            data.Add(code, null);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(EveryCode))]
    public void A_code_goes_before_the_status(string code, HttpStatusCode? status) =>
        Assert.Equal(Zai.ErrorCodes![code], Kind(status, Body(code, "no")));

    [Theory]
    [InlineData("1113", InferenceErrorKind.CreditsExhausted)]
    [InlineData("1211", InferenceErrorKind.ModelNotFound)]
    [InlineData("1301", InferenceErrorKind.ContentFiltered)]
    [InlineData("1302", InferenceErrorKind.RateLimited)]
    public void A_code_goes_before_words_about_something_else(string code, InferenceErrorKind kind) =>
        Assert.Equal(
            kind, Kind(HttpStatusCode.BadRequest, Body(code, "Prompt exceeds max length: maximum context length")));

    [Fact]
    public void A_code_that_is_a_number_is_the_same_code() =>
        Assert.Equal(
            InferenceErrorKind.CreditsExhausted,
            Kind(HttpStatusCode.TooManyRequests, """{"error":{"code":1113,"message":"no"}}"""));

    /// <summary>1210, 1213 and 1214 stand for whatever is wrong with a request.</summary>
    [Theory]
    [InlineData("1210")]
    [InlineData("1213")]
    [InlineData("1214")]
    public void A_code_for_any_wrong_request_gives_way_to_words_about_its_length(string code)
    {
        const string TooLong = "This model's maximum context length is 131072 tokens. However, you requested 140000.";

        Assert.Equal(
            InferenceErrorKind.ContextLengthExceeded, Kind(HttpStatusCode.BadRequest, Body(code, TooLong)));
        Assert.Equal(
            InferenceErrorKind.InvalidRequest, Kind(HttpStatusCode.BadRequest, Body(code, "messages is illegal")));
    }

    [Theory]
    [InlineData(HttpStatusCode.BadRequest, InferenceErrorKind.InvalidRequest)]
    [InlineData(HttpStatusCode.TooManyRequests, InferenceErrorKind.RateLimited)]
    [InlineData(HttpStatusCode.InternalServerError, InferenceErrorKind.ProviderUnavailable)]
    public void A_code_that_is_not_known_leaves_it_to_the_status(HttpStatusCode status, InferenceErrorKind kind) =>
        Assert.Equal(kind, Kind(status, Body("1999", "no")));

    [Fact]
    public void A_code_means_nothing_at_another_provider() =>
        Assert.Equal(
            InferenceErrorKind.InvalidRequest,
            ErrorFactory.KindOf(
                HttpStatusCode.BadRequest,
                ErrorBody.Parse(Encoding.UTF8.GetBytes(Body("1302", "no"))),
                new ErrorSource("groq", "org/model", AuthMode.Direct, null)));

    private static InferenceErrorKind Kind(HttpStatusCode? status, string body) => ErrorFactory.KindOf(
        status,
        ErrorBody.Parse(Encoding.UTF8.GetBytes(body)),
        new ErrorSource(Zai.Name, "org/model", AuthMode.Direct, null) { Codes = Zai.ErrorCodes });

    private static string Body(string code, string message) =>
        $$$"""{"error":{"code":"{{{code}}}","message":"{{{message}}}"}}""";
}
