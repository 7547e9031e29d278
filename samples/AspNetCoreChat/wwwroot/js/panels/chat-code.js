// The C# program that does what the chat just did.

import { ROUTER, initializer, literal, program } from './csharp.js';

const FUNCTIONS = {
  get_weather: 'AIFunctionFactory.Create((string city) => $"17 °C and sunny in {city}", "get_weather", "The weather in a city right now.")',
  roll_dice: 'AIFunctionFactory.Create((int count, int sides) => string.Join(", ", Enumerable.Range(0, count).Select(_ => Random.Shared.Next(1, sides + 1))), "roll_dice", "Rolls dice and tells every number.")',
  get_time: 'AIFunctionFactory.Create((string timeZone) => TimeZoneInfo.ConvertTime(DateTimeOffset.UtcNow, TimeZoneInfo.FindSystemTimeZoneById(timeZone)).ToString("f"), "get_time", "The date and time in a time zone.")',
};
const POLICIES = { fastest: 'RoutePolicies.Fastest', cheapest: 'RoutePolicies.Cheapest', listed: 'RoutePolicies.Listed' };

/** @param {{lane: object, settings: object, text: string, pictures: number}} what */
export function chatCode({ lane, settings, text, pictures }) {
  const own = settings.functions;
  const servers = settings.servers.filter((server) => server.on);
  const functions = settings.tools.filter((name) => FUNCTIONS[name]);
  const hasTools = servers.length + functions.length + own.length > 0;
  const client = servers.length > 0
    ? `await using var chat = router.AsIChatClient(${literal(lane.model)}).UseMcpServerTools();`
    : `IChatClient chat = router.AsIChatClient(${literal(lane.model)});`;
  const options = optionsOf(lane, settings, servers, functions);
  return program([...(servers.length > 0 ? ['InferenceProviders.Mcp'] : []), ...(own.length > 0 || settings.schema ? ['System.Text.Json'] : [])],
    `${ROUTER}\n${client}`,
    functions.length > 0 && `List<AIFunction> functions =\n[\n${functions.map((name) => `    ${FUNCTIONS[name]},`).join('\n')}\n];`,
    own.length > 0 && `List<AITool> declarations =\n[\n${own.map((one) => `    ${declaration(one)},`).join('\n')}\n];`,
    options && `var options = ${options};`,
    ...message(text, pictures),
    hasTools ? loop(Boolean(options), functions.length > 0, own, servers.length > 0) : streaming(Boolean(options)));
}

function optionsOf(lane, settings, servers, functions) {
  const tools = [...(functions.length > 0 ? ['.. functions'] : []), ...(settings.functions.length > 0 ? ['.. declarations'] : []), ...servers.map(serverTool)];
  const properties = {
    Instructions: settings.instructions ? literal(settings.instructions) : null,
    Temperature: settings.temperature === null ? null : `${settings.temperature}f`,
    MaxOutputTokens: settings.maxOutputTokens === null ? null : String(settings.maxOutputTokens),
    TopP: settings.topP === null ? null : `${settings.topP}f`,
    FrequencyPenalty: settings.frequencyPenalty === null ? null : `${settings.frequencyPenalty}f`,
    PresencePenalty: settings.presencePenalty === null ? null : `${settings.presencePenalty}f`,
    Seed: settings.seed === null ? null : String(settings.seed),
    StopSequences: settings.stopSequences.length > 0 ? `[${settings.stopSequences.map(literal).join(', ')}]` : null,
    ResponseFormat: settings.schema ? `ChatResponseFormat.ForJsonSchema(${element(settings.schema)}, "answer")` : null,
    Reasoning: settings.effort ? `new ReasoningOptions { Effort = ReasoningEffort.${settings.effort} }` : null,
    Tools: tools.length > 0 ? `\n[\n${tools.map((tool) => `    ${tool.replaceAll('\n', '\n    ')},`).join('\n')}\n]`.trimStart() : null,
  };
  const routing = lane.provider ? `new RoutingOptions { ${lane.fallBack ? 'PreferredProviders' : 'AllowedProviders'} = [${literal(lane.provider)}] }`
    : lane.policy ? `new RoutingOptions { Policy = ${POLICIES[lane.policy]} }` : null;
  const isEmpty = Object.values(properties).every((value) => value === null);
  return isEmpty && !routing ? null : `${initializer('ChatOptions', properties)}${routing ? `.WithRouting(${routing})` : ''}`;
}

const element = (json) => `JsonDocument.Parse(${literal(JSON.stringify(json))}).RootElement`;

const declaration = ({ name, description, parameters }) => `AIFunctionFactory.CreateDeclaration(${literal(name)}, ${literal(description)}, ${element(parameters)})`;

/** What gives the result of a call: its own answer, the person at the console, or the function of the program. */
function resultOf(own, hasFunctions) {
  const functions = 'await functions.Single(function => function.Name == call.Name).InvokeAsync(new AIFunctionArguments(call.Arguments))';
  return own.length === 0 ? functions
    : `call.Name switch
        {
${own.map(({ name, answer }) => `            ${literal(name)} => ${answer ? literal(answer) : 'Console.ReadLine()'},`).join('\n')}
            _ => ${hasFunctions ? functions : 'null'},
        }`;
}

function serverTool(server) {
  const mode = !server.askAlways ? 'HostedMcpServerToolApprovalMode.NeverRequire'
    : server.trusted.length > 0 ? `HostedMcpServerToolApprovalMode.RequireSpecific(null, [${server.trusted.map(literal).join(', ')}])`
    : 'HostedMcpServerToolApprovalMode.AlwaysRequire';
  return `new HostedMcpServerTool(${literal(server.name)}, ${literal(server.url)}) { ApprovalMode = ${mode} }`;
}

function message(text, pictures) {
  const loads = Array.from({ length: pictures }, (_, index) => `var picture${index + 1} = await DataContent.LoadFromAsync("picture${index + 1}.jpg");`);
  const contents = pictures > 0 ? `[${[...(text ? [`new TextContent(${literal(text)})`] : []), ...loads.map((_, index) => `picture${index + 1}`)].join(', ')}]` : literal(text);
  return [loads.join('\n'), `List<ChatMessage> history = [new(ChatRole.User, ${contents})];`];
}

const streaming = (hasOptions) => `await foreach (var update in chat.GetStreamingResponseAsync(history${hasOptions ? ', options' : ''}))
{
    Console.Write(update.Text);
    if (update.GetRoutingReport() is { } report)
    {
        Console.WriteLine($"\\n{report.Provider}, {report.TokensPerSecond:0} tokens/s, \${report.Cost}");
    }
}`;

const loop = (hasOptions, hasFunctions, own, hasServers) => `while (true)
{
    var response = await chat.GetResponseAsync(history${hasOptions ? ', options' : ''});
    history.AddRange(response.Messages);
    Console.WriteLine(response.Text);
${hasFunctions || own.length > 0 ? `
    List<AIContent> results = [];
    foreach (var call in response.Messages.SelectMany(message => message.Contents).OfType<FunctionCallContent>())
    {
        object? result = ${resultOf(own, hasFunctions)};
        results.Add(new FunctionResultContent(call.CallId, result));
    }
` : ''}${hasServers ? `
    List<AIContent> decisions = [];
    foreach (var request in response.Messages.SelectMany(message => message.Contents).OfType<ToolApprovalRequestContent>())
    {
        Console.Write($"Run {((McpServerToolCallContent)request.ToolCall).Name}? [y/N] ");
        decisions.Add(request.CreateResponse(approved: Console.ReadLine() == "y"));
    }
` : ''}
    if (${[(hasFunctions || own.length > 0) && 'results.Count == 0', hasServers && 'decisions.Count == 0'].filter(Boolean).join(' && ')})
    {
        break;
    }
${[(hasFunctions || own.length > 0) && ['results', 'Tool'], hasServers && ['decisions', 'User']].filter(Boolean).map(([list, role]) => `
    if (${list}.Count > 0)
    {
        history.Add(new ChatMessage(ChatRole.${role}, ${list}));
    }`).join('\n')}
}`;
