using System.Text.Json;
using Microsoft.Extensions.AI;

namespace InferenceProviders.Tests.Routing;

/// <summary>What tries to leave its route is refused with a clear message, and never reaches the wire.</summary>
public sealed class HostileInputTests
{
    public static TheoryData<string> Places => ["client", "options", "options of an endpoint's client", "streaming"];

    [Theory]
    [MemberData(nameof(Places))]
    public async Task No_hostile_model_reaches_the_wire(string place)
    {
        using var wire = new NoWire();
        using var router = wire.Router();
        foreach (var model in HostileInputs.Models.Concat(HostileInputs.Endpoints))
        {
            if (place != "client" && model.Length == 0)
            {
                // An empty id in the options means the client's own model.
                continue;
            }

            if (place == "options of an endpoint's client" && !model.Contains("://", StringComparison.Ordinal))
            {
                // A plain id names a model in the body there; it is part of no address.
                continue;
            }

            var error = await Record(async () =>
            {
                switch (place)
                {
                    case "client": await router.AsIChatClient(model).GetResponseAsync("Hi"); break;
                    case "options": await router.AsIChatClient("org/model")
                        .GetResponseAsync("Hi", new() { ModelId = model }); break;
                    case "streaming": await router.AsIChatClient("org/model")
                        .GetStreamingResponseAsync("Hi", new() { ModelId = model }).ToChatResponseAsync(); break;
                    default: await router.AsIChatClient(new Uri("https://host.example"))
                        .GetResponseAsync("Hi", new() { ModelId = model }); break;
                }
            });

            AssertRefused(error, model);
        }

        Assert.Equal(0, wire.Requests);
    }

    [Fact]
    public void There_are_more_than_a_hundred_hostile_models() =>
        Assert.True(HostileInputs.Models.Distinct().Count() > 100);

    [Fact]
    public void TryParse_says_no_to_all_of_them()
    {
        foreach (var model in HostileInputs.Models.Concat(HostileInputs.Endpoints))
        {
            Assert.False(ModelReference.TryParse(model, out var reference), model);
            Assert.Null(reference);
        }

        Assert.False(ModelReference.TryParse(null, out _));
    }

    [Fact]
    public async Task No_hostile_endpoint_reaches_the_wire()
    {
        using var wire = new NoWire();
        using var router = wire.Router();
        foreach (var text in HostileInputs.Endpoints)
        {
            if (Uri.TryCreate(text, UriKind.RelativeOrAbsolute, out var uri))
            {
                AssertRefused(await Record(() => router.AsIChatClient(uri).GetResponseAsync("Hi")), text);
            }
        }

        Assert.Equal(0, wire.Requests);
    }

    [Fact]
    public async Task No_hostile_provider_name_reaches_the_wire()
    {
        using var wire = new NoWire();
        using var router = wire.Router();
        foreach (var name in HostileInputs.Providers)
        {
            AssertRefused(await Record(() => router.AsIChatClient("org/model", name).GetResponseAsync("Hi")), name);
            foreach (var configure in new Action<InferenceProvidersOptions>[]
            {
                options => options.Provider = name,
                options => options.ProviderKeys[name] = "key-of-mine",
                options => options.ProviderEndpoints[name] = new Uri("https://host.example"),
                options => options.Providers.Add(new Provider(name)),
            })
            {
                var error = await Record(() =>
                {
                    using var made = wire.Router(configure);
                    return Task.CompletedTask;
                });
                AssertRefused(error, name);
            }
        }

        Assert.Equal(0, wire.Requests);
    }

    [Fact]
    public async Task No_hostile_organisation_reaches_the_wire()
    {
        using var wire = new NoWire();
        foreach (var name in HostileInputs.Organizations)
        {
            var error = await Record(() =>
            {
                using var router = wire.Router(options => options.BillTo = name);
                return router.AsIChatClient("org/model").GetResponseAsync("Hi");
            });
            AssertRefused(error, name);
        }

        Assert.Equal(0, wire.Requests);
    }

    /// <summary>
    /// HF Inference has the model in its path; the others only in the body, and they are refused all the same.
    /// </summary>
    [Theory]
    [InlineData("hf-inference")]
    [InlineData("groq")]
    [InlineData("some-new-provider")]
    public async Task No_hostile_id_of_the_hubs_mapping_reaches_the_wire(string provider)
    {
        foreach (var id in HostileInputs.ProviderIds)
        {
            await using var server = ScriptedServer.Start(request => request.Method == "GET"
                ? Reply.Json(Mapping((provider, id)))
                : Reply.Json(Wire.Answer("""{"content":"Hi"}""")));
            using var router = server.Router();

            var error = Assert.IsType<InferenceException>(
                await Record(() => router.AsIChatClient("org/model", provider).GetResponseAsync("Hi")));

            Assert.Contains(error.Kind, new[]
            {
                InferenceErrorKind.InvalidRequest,
                InferenceErrorKind.ModelNotFound,
                InferenceErrorKind.Protocol,
            });
            AssertReadable(error.Message, id);
            Assert.All(server.Requests, request => Assert.Equal("GET", request.Method));
        }
    }

    [Fact]
    public async Task Hostile_names_in_the_hubs_mapping_break_nothing()
    {
        foreach (var name in HostileInputs.Providers.Where(name => name.Length > 0))
        {
            await using var server = ScriptedServer.Start(request => request.Method == "GET"
                ? Reply.Json(Mapping((name, "x"), ("groq", "served")))
                : Reply.Json(Wire.Answer("""{"content":"Hi"}""")));
            using var router = server.Router();

            Assert.Equal("Hi", (await router.AsIChatClient("org/model", "groq").GetResponseAsync("Hi")).Text);
            var error = Assert.IsType<InferenceException>(
                await Record(() => router.AsIChatClient("org/model", "novita").GetResponseAsync("Hi")));
            AssertReadable(error.Message, name);
        }
    }

    private static string Mapping(params IEnumerable<(string Provider, string Id)> entries) =>
        "{\"inferenceProviderMapping\":{" + string.Join(',', entries.Select(entry =>
            $"{JsonSerializer.Serialize(entry.Provider)}:{{\"status\":\"live\",\"task\":\"conversational\","
                + $"\"providerId\":{JsonSerializer.Serialize(entry.Id)}}}"))
                + "}}";

    private static async Task<Exception?> Record(Func<Task> call)
    {
        try
        {
            await call();
            return null;
        }
        catch (Exception exception)
        {
            return exception;
        }
    }

    private static void AssertRefused(Exception? error, string input)
    {
        Assert.True(error is ArgumentException, $"'{input}' gave {error?.ToString() ?? "no error"}");
        AssertReadable(error!.Message, input);
    }

    /// <summary>A message goes into logs: what is quoted in it must not forge a line there, nor flood it.</summary>
    private static void AssertReadable(string message, string input)
    {
        Assert.DoesNotContain(message, char.IsControl);
        Assert.DoesNotContain('\u2028', message);
        Assert.InRange(message.Length, 10, 600);
        Assert.False(message.Length < 20, input);
    }

    /// <summary>Nothing may come here.</summary>
    private sealed class NoWire : HttpMessageHandler
    {
        public int Requests { get; private set; }

        public InferenceRouter Router(Action<InferenceProvidersOptions>? configure = null)
        {
            var options = new InferenceProvidersOptions
            {
                UseEnvironment = false,
                Token = ScriptedServer.Token,
                HttpMessageHandler = this,
            };
            configure?.Invoke(options);
            return new InferenceRouter(options);
        }

        protected override Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Requests++;
            throw new InvalidOperationException($"{request.RequestUri} was sent.");
        }
    }
}
