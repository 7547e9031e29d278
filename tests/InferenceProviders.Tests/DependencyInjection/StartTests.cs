using System.Reflection;
using System.Runtime;
using System.Runtime.CompilerServices;
using System.Runtime.Loader;
using InferenceProviders.DependencyInjection;
using InferenceProviders.Emulator;
using InferenceProviders.Tests.DependencyInjection.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace InferenceProviders.Tests.DependencyInjection;

/// <summary>
/// What the start of a host costs. Time is not measured: nearly all of it is the compilation of this library's methods,
/// which can be counted.
/// </summary>
public sealed class StartTests
{
    [Fact]
    public async Task The_router_is_left_to_whoever_first_needs_it()
    {
        await using var emulator = await EmulatorHost.StartAsync();
        var made = 0;
        await using var app = await App.StartAsync(App.Settings(emulator), builder =>
        {
            builder.Services.AddInferenceProviders(builder.Configuration.GetSection(App.Section));
            builder.Services.AddInferenceChatClient("openai/gpt-oss-120b");
            CountRouters(builder.Services, () => Interlocked.Increment(ref made));
        });

        Assert.Equal(0, made);
        Assert.NotNull(app.Router);
        Assert.Equal(1, made);
    }

    [Fact]
    public async Task It_is_made_to_tell_of_a_name_that_nobody_has()
    {
        await using var emulator = await EmulatorHost.StartAsync();
        var settings = App.Settings(emulator);
        settings["ProviderKeys:groqq"] = "gsk_1";
        await using var app = await App.StartAsync(settings);

        var line = await app.Log.WhenLogged(line => line.Text.Contains("groqq", StringComparison.Ordinal));

        Assert.Contains("groq", line.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Each_built_in_provider_is_listed_by_its_own_name()
    {
        foreach (var name in ProviderRegistry.BuiltIn.Names)
        {
            Assert.Equal(name, ProviderRegistry.BuiltIn.Find(name)!.Name);
        }

        Assert.Equal(
            ProviderRegistry.BuiltIn.All.Select(provider => provider.Name), ProviderRegistry.BuiltIn.Names);
    }

    /// <summary>
    /// 364 when this was written, and about 900 with a router and every provider. The bound has room for some more
    /// options, and none for another table of all providers.
    /// </summary>
    [Fact]
    public void Few_methods_are_compiled_to_start_a_host()
    {
        // The library is loaded once more, so that nothing of it has been compiled yet.
        var context = new SecondCopy();
        var start = context.LoadFromAssemblyName(typeof(StartTests).Assembly.GetName())
            .GetType(typeof(StartTests).FullName!, throwOnError: true)!
            .GetMethod(nameof(CompiledAtStart), BindingFlags.Static | BindingFlags.NonPublic)!;

        var compiled = (long)start.Invoke(null, null)!;

        Assert.InRange(compiled, 100, 420);
    }

    /// <summary>How many methods this thread compiled for what a host does when it starts.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static long CompiledAtStart()
    {
        var before = JitInfo.GetCompiledMethodCount(currentThread: true);
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddInferenceProviders(static options => options.Token = "hf_abc");
        services.AddInferenceChatClient("openai/gpt-oss-120b");
        using var provider = services.BuildServiceProvider();
        provider.GetRequiredService<IStartupValidator>().Validate();
        foreach (var hosted in provider.GetServices<IHostedService>())
        {
            Assert.True(hosted.StartAsync(CancellationToken.None).IsCompletedSuccessfully);
        }

        return JitInfo.GetCompiledMethodCount(currentThread: true) - before;
    }

    private static void CountRouters(IServiceCollection services, Action made)
    {
        var router = services.Single(service => service.ServiceType == typeof(SharedRouter));
        services.Remove(router);
        services.AddKeyedSingleton(typeof(SharedRouter), router.ServiceKey, (provider, key) =>
        {
            made();
            return router.KeyedImplementationFactory!(provider, key);
        });
    }

    /// <summary>Loads this library and these tests anew, and shares everything else.</summary>
    private sealed class SecondCopy() : AssemblyLoadContext(nameof(SecondCopy))
    {
        protected override Assembly? Load(AssemblyName assemblyName) =>
            assemblyName.Name is "InferenceProviders" or "InferenceProviders.Tests"
                ? LoadFromAssemblyPath(Path.Combine(AppContext.BaseDirectory, $"{assemblyName.Name}.dll"))
                : null;
    }
}
