using System.Reflection;
using System.Runtime.Loader;
using InferenceProviders.SemanticKernel.Tests.Support;
using InferenceProviders.Tests.PublicAPI;
using Microsoft.Extensions.AI;
using Microsoft.SemanticKernel;
using Microsoft.SemanticKernel.TextToImage;

namespace InferenceProviders.SemanticKernel.Tests.Kernels;

/// <summary>What stands in for Semantic Kernel on feeds without it is what Semantic Kernel has.</summary>
public sealed class ContractTests
{
    private static readonly Lazy<Dictionary<string, string[]>> Real = new(() => Types(typeof(Kernel).Assembly, typeof(ChatClientBuilder).Assembly));

    private static readonly Lazy<Dictionary<string, string[]>> Contract = new(() => Types(new AssemblyLoadContext("contract").LoadFromAssemblyPath(Built.Contracts)));

    public static TheoryData<string> Names => [.. Contract.Value.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_member_is_one_of_the_real_type(string type) =>
        Assert.Empty(Contract.Value[type].Except(Real.Value.GetValueOrDefault(type) ?? throw new InvalidOperationException($"Semantic Kernel has no {type}.")));

    /// <summary>What we implement must be there whole.</summary>
    [Fact]
    public void The_services_have_every_member_of_the_real_ones()
    {
        var services = typeof(KernelContentExtensions).Assembly.GetTypes()
            .SelectMany(type => type.GetInterfaces())
            .Where(type => type.Assembly == typeof(ITextToImageService).Assembly)
            .Select(type => type.FullName!)
            .Distinct()
            .ToList();

        Assert.Equal(5, services.Count);
        Assert.All(services, service => Assert.Equal(Real.Value[service].Order(), Contract.Value[service].Order()));
    }

    [Fact]
    public void Every_test_that_needs_a_kernel_is_on_the_list_of_those_that_are_skipped_without_one() =>
        Assert.Equal(Scenario.Compiled("InferenceProviders.SemanticKernel.Tests.Kernels"), Scenario.In("kernel"));

    /// <summary>The members of each public type, in the form of the approved surfaces; the first line is the type's own.</summary>
    private static Dictionary<string, string[]> Types(params Assembly[] assemblies)
    {
        var types = new Dictionary<string, string[]>();
        foreach (var assembly in assemblies)
        {
            string? name = null;
            var members = new List<string>();
            foreach (var line in PublicApi.Of(assembly).Split('\n', StringSplitOptions.RemoveEmptyEntries).Append("end"))
            {
                if (line.StartsWith(' '))
                {
                    members.Add(line);
                    continue;
                }

                if (name is not null)
                {
                    types[name] = [.. members];
                }

                name = line.Split(" : ")[0].Split(' ')[^1];
                members.Clear();
            }
        }

        return types;
    }
}
