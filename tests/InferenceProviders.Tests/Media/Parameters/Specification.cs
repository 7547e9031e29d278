namespace InferenceProviders.Tests.Media.Parameters;

/// <summary>The parameters of each task, as <c>specification.txt</c> lists them.</summary>
internal static class Specification
{
    private static readonly Dictionary<string, List<string>> Tasks = Read();

    public static IEnumerable<string> All => Tasks.Keys;

    public static IReadOnlyList<string> Of(string task) => Tasks[task];

    private static Dictionary<string, List<string>> Read()
    {
        var tasks = new Dictionary<string, List<string>>();
        foreach (var line in File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "specification.txt")).Where(
            line => line.Length > 0 && line[0] != '#'))
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            var names = line[(colon + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (line[0] == '+')
            {
                tasks[line[1..colon]].AddRange(names);
            }
            else
            {
                tasks.Add(line[..colon], [.. names]);
            }
        }

        return tasks;
    }
}
