using System.ClientModel;
using InferenceProviders.Benchmarks.Subjects;
using Microsoft.Extensions.AI;
using OpenAI;

namespace InferenceProviders.Benchmarks.Frameworks;

/// <summary>The clients that frameworks are given, each at the same server.</summary>
internal static class ChatClients
{
    public static string PeerName { get; } =
        $"MEAI.OpenAI {typeof(OpenAIClientExtensions).Assembly.GetName().Version!.ToString(2)}";

    public static InferenceRouter Router(Uri address) =>
        new(new() { RouterEndpoint = address, Token = Conversation.Key, UseEnvironment = false });

    public static IChatClient Peer(Uri address) =>
        new OpenAIClient(new ApiKeyCredential(Conversation.Key), new() { Endpoint = Below(address) })
            .GetChatClient(Conversation.Model).AsIChatClient();

    public static Uri Below(Uri address) => new($"{address}/v1");
}
