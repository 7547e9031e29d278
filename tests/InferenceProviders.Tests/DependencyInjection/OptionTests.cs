using System.Reflection;
using InferenceProviders.DependencyInjection;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace InferenceProviders.Tests.DependencyInjection;

/// <summary>
/// An option that one of the lists of options forgets fails here: configuration, checks for null, and the keys in
/// messages.
/// </summary>
public sealed class OptionTests
{
    /// <summary>What only code can set: functions, objects with a life of their own.</summary>
    private static readonly HashSet<string> CodeOnly =
    [
        nameof(InferenceProvidersOptions.TokenProvider), nameof(InferenceProvidersOptions.Providers),
            nameof(InferenceProvidersOptions.Policies),
        nameof(InferenceProvidersOptions.HttpClient), nameof(InferenceProvidersOptions.HttpMessageHandler),
        nameof(InferenceProvidersOptions.HttpClientFactory),
        nameof(InferenceProvidersOptions.LoggerFactory), nameof(InferenceProvidersOptions.TimeProvider),
    ];

    /// <summary>The store is an object with a life of its own.</summary>
    private static readonly HashSet<string> Objects = [nameof(SharingOptions.Store)];

    /// <summary>What belongs to a call, or is said for the whole router elsewhere.</summary>
    private static readonly HashSet<string> PerCall = [
        nameof(RoutingOptions.SessionAffinityKey), nameof(RoutingOptions.SpendLimit), nameof(RoutingOptions.BillTo)];

    [Theory]
    [InlineData("", typeof(InferenceProvidersOptions))]
    [InlineData("Routing:", typeof(RoutingOptions))]
    [InlineData("Routing:Require:", typeof(DataRequirements))]
    [InlineData("DataPolicies:groq:", typeof(DataPolicy))]
    [InlineData("Prices:0:", typeof(ModelPrice))]
    [InlineData("Timeouts:", typeof(InferenceTimeouts))]
    [InlineData("Sharing:", typeof(SharingOptions))]
    [InlineData("Limits:", typeof(InferenceLimits))]
    public void Configuration_knows_every_option(string section, Type type)
    {
        // The message for a key that is none names all that are.
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([new($"{section}NoSuchOption", "1")])
            .Build();

        var error = Assert.Throws<OptionsValidationException>(
            () => ConfiguredOptions.Read(configuration, new InferenceProvidersOptions(), ""));

        var message = Assert.Single(error.Failures);
        var known = message[(message.IndexOf("Known settings: ", StringComparison.Ordinal)
            + "Known settings: ".Length)..].TrimEnd('.').Split(", ");
        var options = Options(type).Select(option => option.Name)
            .Where(
                name =>
                    !CodeOnly.Contains(name) && !Objects.Contains(name)
                    && !(type == typeof(RoutingOptions) && PerCall.Contains(name)));
        Assert.Equal(options.Order(StringComparer.Ordinal), known.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void An_option_that_must_not_be_null_says_so_by_its_name()
    {
        var nullability = new NullabilityInfoContext();
        var required = Options(typeof(InferenceProvidersOptions))
            .Where(
                option =>
                    !option.PropertyType.IsValueType
                    && nullability.Create(option).WriteState == NullabilityState.NotNull).ToList();

        Assert.NotEmpty(required);
        Assert.All(required, option =>
        {
            var options = new InferenceProvidersOptions { UseEnvironment = false };
            option.SetValue(options, null);
            var error = Assert.Throws<ArgumentException>(() => RouterSettingsFactory.Create(options));
            Assert.Equal(option.Name, error.ParamName);
        });
    }

    [Theory]
    [InlineData("Routing", typeof(RoutingOptions))]
    [InlineData("Routing:Require", typeof(DataRequirements))]
    [InlineData("Timeouts", typeof(InferenceTimeouts))]
    [InlineData("Sharing", typeof(SharingOptions))]
    [InlineData("Limits", typeof(InferenceLimits))]
    public void A_message_about_an_option_in_a_section_names_the_section(string section, Type type)
    {
        // A flag has no wrong value.
        var checkedOptions = Options(type)
            .Where(
                option =>
                    option.PropertyType != typeof(bool) && option.PropertyType != typeof(bool?)
                    && !Objects.Contains(option.Name)
                    && !(type == typeof(RoutingOptions)
                    && (PerCall.Contains(option.Name) || option.Name == nameof(RoutingOptions.Require))));

        Assert.All(
            checkedOptions, option =>
                Assert.Equal($"{section}:{option.Name}", OptionsCheck.Sections.GetValueOrDefault(option.Name)));
    }

    private static IEnumerable<PropertyInfo> Options(Type type) =>
        type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(property => property.SetMethod is { IsPublic: true });
}
