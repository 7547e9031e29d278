using System.Security.Cryptography;
using System.Text;
using InferenceProviders.Emulator.Models.Language;

namespace InferenceProviders.Emulator.Models.Chat;

/// <summary>
/// Remembers prompts by provider and model, and says how many tokens of a new one were seen before. As with the real
/// ones, only prefixes of whole messages of at least 1024 tokens count, in steps of 128.
/// </summary>
internal sealed class PromptCache
{
    private const int Shortest = 1024;
    private const int Step = 128;
    private const int Capacity = 4096;

    private readonly Lock _gate = new();
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);
    private readonly Queue<string> _order = new();

    /// <param name="key">Provider and model.</param>
    /// <param name="messages">Each message's content and its tokens, in order.</param>
    public int Reuse(string key, IEnumerable<(string Content, int Tokens)> messages)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes(key));
        var total = 0;
        var reused = 0;
        foreach (var (content, tokens) in messages)
        {
            hash.AppendData(Encoding.UTF8.GetBytes(content));
            hash.AppendData("\n"u8);
            total += tokens;
            if (total >= Shortest && !Remember(Convert.ToHexString(hash.GetCurrentHash())))
            {
                reused = total / Step * Step;
            }
        }

        return reused;
    }

    /// <summary>False when it was there already.</summary>
    private bool Remember(string prefix)
    {
        lock (_gate)
        {
            if (!_seen.Add(prefix))
            {
                return false;
            }

            _order.Enqueue(prefix);
            if (_order.Count > Capacity)
            {
                _seen.Remove(_order.Dequeue());
            }

            return true;
        }
    }
}
