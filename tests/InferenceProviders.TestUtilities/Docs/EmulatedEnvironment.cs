using InferenceProviders.Emulator;

namespace InferenceProviders.TestUtilities;

/// <summary>
/// The environment of a program that is led to an emulator without being changed. The variables are those of this
/// process, and so is the current folder: tests that use it do not run side by side.
/// </summary>
internal sealed class EmulatedEnvironment : IDisposable
{
    private readonly Dictionary<string, string?> _before = [];
    private readonly string _folderBefore = Environment.CurrentDirectory;
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("readme");

    public EmulatedEnvironment(EmulatorHost emulator)
    {
        foreach (var (name, value) in Variables(emulator))
        {
            _before[name] = Environment.GetEnvironmentVariable(name);
            Environment.SetEnvironmentVariable(name, value);
        }

        File.WriteAllBytes(Path.Combine(_folder.FullName, "photo.png"), Photo);
        Environment.CurrentDirectory = _folder.FullName;
    }

    /// <summary>A PNG of 8 by 8 blue pixels.</summary>
    private static byte[] Photo =>
        Convert.FromBase64String(
            "iVBORw0KGgoAAAANSUhEUgAAAAgAAAAICAIAAABLbSncAAAAEUlEQVR42mMQsbmDFTEMLQkAHHtLAdvRuQoAAAAASUVORK5CYII=");

    public static Dictionary<string, string> Variables(EmulatorHost emulator)
    {
        var address = emulator.BaseAddress.AbsoluteUri.TrimEnd('/');
        return new()
        {
            ["HF_TOKEN"] = emulator.Token,
            ["HF_ENDPOINT"] = address,
            ["INFERENCE_PROVIDERS_ROUTER"] = address,
            ["INFERENCE_PROVIDERS_HOSTS"] = $"{address}/hosts",
            ["ASPNETCORE_URLS"] = "http://127.0.0.1:0",
            ["GROQ_API_KEY"] = emulator.ProviderKey("groq"),
            ["GROQ_API_KEY_2"] = emulator.ProviderKey("groq") + "-2",
            ["MY_ENDPOINT"] = emulator.HostAddress(new Uri("https://llama.example/v1")).AbsoluteUri,
        };
    }

    public void Dispose()
    {
        Environment.CurrentDirectory = _folderBefore;
        foreach (var (name, value) in _before)
        {
            Environment.SetEnvironmentVariable(name, value);
        }

        _folder.Delete(recursive: true);
    }
}
