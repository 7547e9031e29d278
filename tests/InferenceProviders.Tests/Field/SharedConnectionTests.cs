using System.Net;
using System.Net.Sockets;
using System.Text;
using InferenceProviders.Tests.Support;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Tests.Field;

/// <summary>
/// One HTTP/2 connection that dies under hundreds of calls is one event. The framework gives all of them the same inner
/// exception: seen with a server of Kestrel's whose connection was cut under 300 requests (HttpRequestException,
/// IOException, IOException, SocketException; the innermost was one object).
/// </summary>
[Trait("Category", "Field")]
public sealed class SharedConnectionTests
{
    private const int Calls = 400;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task All_calls_of_a_connection_that_died_are_repeated(bool isOneConnection)
    {
        using var handler = new DyingConnection(isOneConnection);
        using var router = new InferenceRouter(new InferenceProvidersOptions
        {
            UseEnvironment = false,
            Token = ScriptedServer.Token,
            HttpMessageHandler = handler,
            TimeProvider = new HurriedTime(),
        });
        var chat = router.AsIChatClient("org/model:groq");

        var answers = await Task.WhenAll(Enumerable.Range(0, Calls).Select(async _ =>
        {
            try
            {
                return (await chat.GetResponseAsync("Hi")).Text;
            }
            catch (InferenceException exception)
            {
                return exception.Kind.ToString();
            }
        }));

        var answered = answers.Count(answer => answer == "Hi");
        if (isOneConnection)
        {
            Assert.Equal(Calls, answered);
            Assert.NotEqual(RouteState.Broken, Assert.Single(router.Health.Routes).State);
        }
        else
        {
            // An outage of 400 connections is one: the budget of repetitions holds.
            Assert.InRange(answered, 1, Calls - 1);
        }
    }

    private sealed class DyingConnection(bool isOne) : HttpMessageHandler
    {
        private readonly TaskCompletionSource _all = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly SocketException _cause = new((int)SocketError.ConnectionReset);
        private int _begun;

        protected override async Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (request.Method == HttpMethod.Get)
            {
                return new HttpResponseMessage(HttpStatusCode.NotFound) { Content = new StringContent("{}") };
            }

            var number = Interlocked.Increment(ref _begun);
            if (number > Calls)
            {
                return new HttpResponseMessage
                {
                    Content = new StringContent(Wire.Answer("""{"content":"Hi"}"""), Encoding.UTF8, "application/json"),
                };
            }

            if (number == Calls)
            {
                _all.SetResult();
            }

            await _all.Task.WaitAsync(cancellationToken);
            var cause = isOne ? _cause : new SocketException((int)SocketError.ConnectionReset);
            throw new HttpRequestException(
                "An error occurred while sending the request.",
                new IOException("The request was aborted.", new IOException("Unable to read data.", cause)));
        }
    }
}
