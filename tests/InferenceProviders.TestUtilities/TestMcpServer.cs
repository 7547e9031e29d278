using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace InferenceProviders.TestUtilities;

/// <summary>
/// An MCP server over streamable HTTP on loopback, with sessions, that a test can look into, kill and start again on
/// the same port. What its tools recorded outlives it.
/// </summary>
internal sealed class TestMcpServer : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, Session> _sessions = new();
    private readonly ConcurrentQueue<ReceivedMessage> _received = new();
    private readonly TaskCompletionSource _listened = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private WebApplication? _app;
    private int _port;

    private TestMcpServer(IEnumerable<McpServerTool> tools)
    {
        foreach (var tool in tools)
        {
            Tools.Add(tool);
        }
    }

    /// <summary>Shared by all sessions: a change is announced to those that are open.</summary>
    public McpServerPrimitiveCollection<McpServerTool> Tools { get; } = [];

    public HostedMcpServerTool Tool(string name = "test") => new(name, Address)
    {
        ApprovalMode = HostedMcpServerToolApprovalMode.NeverRequire,
    };

    public Uri Address => new($"http://127.0.0.1:{_port}/mcp");

    /// <summary>How many tools a page of the list has.</summary>
    public int PageSize { get; set; } = 100;

    /// <summary>No sessions: the newest revision of the protocol, in which every request stands alone.</summary>
    public bool IsStateless { get; set; }

    /// <summary>Looks at a request before the server does; true when it has answered itself.</summary>
    public Func<HttpContext, JsonRpcMessage?, Task<bool>>? Intercept { get; set; }

    /// <summary>Sees every response of a tool call before it is sent.</summary>
    public Func<HttpContext, JsonRpcMessage, Task>? AfterCall { get; set; }

    /// <summary>Ends when a client listens to what the server says of its own accord.</summary>
    public Task Listened => _listened.Task;

    /// <summary>Hears that a session was closed by its client.</summary>
    public Action? OnDelete { get; set; }

    /// <summary>How a session that is not known is refused: 404 by the protocol, 400 by several frameworks.</summary>
    public int UnknownSessionStatus { get; set; } = 404;

    public IReadOnlyList<ReceivedMessage> Received => [.. _received];

    public int SessionCount => _sessions.Count;

    public int Count(string method) => _received.Count(message => message.Method == method);

    public static async Task<TestMcpServer> StartAsync(params McpServerTool[] tools)
    {
        var server = new TestMcpServer(tools);
        await server.StartAsync();
        return server;
    }

    public static McpServerTool Define(string name, Delegate body, string? description = null) =>
        McpServerTool.Create(body, new McpServerToolCreateOptions { Name = name, Description = description });

    public async Task StartAsync()
    {
        for (var attempt = 0; ; attempt++)
        {
            var builder = WebApplication.CreateSlimBuilder();
            builder.Logging.ClearProviders();
            builder.WebHost.ConfigureKestrel(options => options.Listen(IPAddress.Loopback, _port));
            _app = builder.Build();
            _app.MapPost("/mcp", PostAsync);
            _app.MapGet("/mcp", GetAsync);
            _app.MapDelete("/mcp", DeleteAsync);
            try
            {
                await _app.StartAsync();
                break;
            }
            catch (IOException) when (attempt < 20)
            {
                // The port is still held by connections of the killed server.
                await _app.DisposeAsync();
            }
        }

        _port = new Uri(_app.Urls.First()).Port;
    }

    /// <summary>Breaks every connection off and forgets every session, as a killed process does.</summary>
    public async Task KillAsync()
    {
        _sessions.Clear();
        if (_app is { } app)
        {
            _app = null;
            using var now = new CancellationTokenSource();
            await now.CancelAsync();
            await app.StopAsync(now.Token);
            await app.DisposeAsync();
        }
    }

    /// <summary>Forgets the sessions, as a restart behind a proxy does: connections stay.</summary>
    public void ForgetSessions() => _sessions.Clear();

    public async ValueTask DisposeAsync() => await KillAsync();

    private async Task PostAsync(HttpContext context)
    {
        var message = (JsonRpcMessage?)await JsonSerializer.DeserializeAsync(
            context.Request.Body, McpJsonUtilities.DefaultOptions.GetTypeInfo(typeof(JsonRpcMessage)),
            context.RequestAborted);
        var id = context.Request.Headers["Mcp-Session-Id"].ToString();
        _received.Enqueue(
            new ReceivedMessage(message is JsonRpcRequest request ? request.Method
            : message is JsonRpcNotification notification ? notification.Method : "response",
            context.Request.Headers.ToDictionary(
                static header =>
                    header.Key, static header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase)));
        if (Intercept is { } intercept && await intercept(context, message))
        {
            return;
        }

        if (IsStateless)
        {
            await using var once = new Session(new StreamableHttpServerTransport { Stateless = true }, this);
            await AnswerAsync(context, once, message!);
        }
        else if (id.Length > 0)
        {
            if (_sessions.TryGetValue(id, out var session))
            {
                await AnswerAsync(context, session, message!);
            }
            else
            {
                await RefuseAsync(context, UnknownSessionStatus, "Session not found");
            }
        }
        else if (message is JsonRpcRequest { Method: RequestMethods.Initialize })
        {
            var session = new Session(
                new StreamableHttpServerTransport { SessionId = Guid.NewGuid().ToString("N") }, this);
            _sessions[session.Transport.SessionId!] = session;
            context.Response.Headers["Mcp-Session-Id"] = session.Transport.SessionId;
            await AnswerAsync(context, session, message);
        }
        else
        {
            await RefuseAsync(context, 400, "Bad Request: No valid session ID provided");
        }
    }

    private async Task AnswerAsync(HttpContext context, Session session, JsonRpcMessage message)
    {
        context.Response.ContentType = "text/event-stream";
        Stream body = message is JsonRpcRequest { Method: RequestMethods.ToolsCall } && AfterCall is { } after
            ? new GatedStream(context, () => after(context, message))
            : context.Response.Body;
        if (!await session.Transport.HandlePostRequestAsync(message, body, context.RequestAborted))
        {
            context.Response.ContentType = null;
            context.Response.StatusCode = StatusCodes.Status202Accepted;
        }
    }

    private async Task GetAsync(HttpContext context)
    {
        if (!IsStateless
            && _sessions.TryGetValue(context.Request.Headers["Mcp-Session-Id"].ToString(), out var session))
        {
            context.Response.ContentType = "text/event-stream";
            context.Response.OnStarting(() =>
            {
                _listened.TrySetResult();
                return Task.CompletedTask;
            });
            await session.Transport.HandleGetRequestAsync(context.Response.Body, context.RequestAborted);
        }
        else
        {
            context.Response.StatusCode = StatusCodes.Status405MethodNotAllowed;
        }
    }

    private async Task DeleteAsync(HttpContext context)
    {
        _received.Enqueue(new ReceivedMessage("DELETE", new Dictionary<string, string>()));
        if (_sessions.TryRemove(context.Request.Headers["Mcp-Session-Id"].ToString(), out var session))
        {
            await session.DisposeAsync();
        }

        OnDelete?.Invoke();
    }

    private static async Task RefuseAsync(HttpContext context, int status, string words)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(
            $$$"""{"jsonrpc":"2.0","id":null,"error":{"code":-32000,"message":"{{{words}}}"}}""");
    }

    /// <summary>One session, or one request of a server without sessions.</summary>
    private sealed class Session : IAsyncDisposable
    {
        private readonly McpServer _server;

        public Session(StreamableHttpServerTransport transport, TestMcpServer owner)
        {
            Transport = transport;
            _server = McpServer.Create(transport, new McpServerOptions
            {
                ServerInfo = new Implementation { Name = "test", Version = "1" },
                Capabilities = new ServerCapabilities { Tools = new ToolsCapability { ListChanged = true } },
                ToolCollection = owner.Tools,
                Filters = { Request = { ListToolsFilters = { next =>
                    (request, cancellationToken) => Page(next, request, owner.PageSize, cancellationToken) } } },
            });
            _ = _server.RunAsync();
        }

        public StreamableHttpServerTransport Transport { get; }

        public async ValueTask DisposeAsync()
        {
            await _server.DisposeAsync();
            await Transport.DisposeAsync();
        }

        private static async ValueTask<ListToolsResult> Page(
            McpRequestHandler<ListToolsRequestParams, ListToolsResult> next,
            RequestContext<ListToolsRequestParams> request, int size, CancellationToken cancellationToken)
        {
            var start = int.Parse(request.Params?.Cursor ?? "0", System.Globalization.CultureInfo.InvariantCulture);
            request.Params!.Cursor = null;
            var all = await next(request, cancellationToken);
            var tools = all.Tools.OrderBy(static tool => tool.Name, StringComparer.Ordinal).ToList();
            return new ListToolsResult
            {
                Tools = [.. tools.Skip(start).Take(size)],
                NextCursor = start + size < tools.Count ? $"{start + size}" : null,
            };
        }
    }

    /// <summary>Lets a test step in between a tool's end and its response.</summary>
    private sealed class GatedStream(HttpContext context, Func<Task> gate) : Stream
    {
        private readonly Stream _body = context.Response.Body;
        private bool _open;

        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position { get =>
            throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override async ValueTask WriteAsync(
            ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (!_open && buffer.Span.IndexOf("\"result\""u8) >= 0)
            {
                _open = true;
                await gate();
            }

            await _body.WriteAsync(buffer, cancellationToken);
        }

        public override Task FlushAsync(CancellationToken cancellationToken) => _body.FlushAsync(cancellationToken);

        public override void Flush() => throw new NotSupportedException();

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
