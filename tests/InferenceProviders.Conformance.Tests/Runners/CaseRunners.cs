namespace InferenceProviders.Conformance.Runners;

/// <summary>Every runner of this assembly, by the client method that it stands for.</summary>
internal static class CaseRunners
{
    private static readonly Dictionary<string, ICaseRunner> ByMethod = typeof(CaseRunners).Assembly.GetTypes()
        .Where(type => type.IsAssignableTo(typeof(ICaseRunner)) && type is { IsAbstract: false, DeclaringType: null })
        .Select(type => (ICaseRunner)Activator.CreateInstance(type)!)
        .SelectMany(runner => runner.Methods, (runner, method) => (method, runner))
        .ToDictionary(pair => pair.method, pair => pair.runner);

    public static ICaseRunner? Find(string method) => ByMethod.GetValueOrDefault(method);
}
