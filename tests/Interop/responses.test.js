// The official `openai` client's Responses API, with remote MCP tools of a server that was not written here.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import OpenAI from "openai";
import { zodTextFormat } from "openai/helpers/zod";
import { z } from "zod";
import { startEmulator, token } from "./emulator.js";
import { startEverything } from "./everything.js";

const model = "meta-llama/Llama-3.3-70B-Instruct";
let emulator;
let everything;
let client;
before(async () => {
  [emulator, everything] = await Promise.all([startEmulator(), startEverything()]);
  client = new OpenAI({ baseURL: `${emulator.address}/v1`, apiKey: token, maxRetries: 0 });
});
after(async () => {
  await everything.stop();
  assert.equal(await emulator.stop(), 0);
});

const weather = {
  type: "function",
  name: "get_weather",
  description: "Get the weather in a city",
  parameters: { type: "object", properties: { city: { type: "string" } }, required: ["city"], additionalProperties: false },
  strict: false,
};
const mcp = (require_approval) => ({ type: "mcp", server_label: "everything", server_url: everything.url, allowed_tools: ["get-sum"], require_approval });

async function collect(stream) {
  const events = [];
  for await (const event of stream) events.push(event);
  return events;
}

test("answers, whole and streamed, with the same text", async () => {
  const request = { model, instructions: "Be brief.", input: "Tell me about the Eiffel Tower.", temperature: 0.5 };
  const whole = await client.responses.create(request);
  const events = await collect(await client.responses.create({ ...request, stream: true }));
  const final = events.at(-1);
  assert.equal(whole.status, "completed");
  assert.equal(whole.instructions, "Be brief.");
  assert.match(whole.output_text, /Eiffel Tower/);
  assert.equal(final.type, "response.completed");
  assert.deepEqual(events.map((event) => event.sequence_number), events.map((_, i) => i));
  assert.equal(events.filter((event) => event.type === "response.output_text.delta").map((event) => event.delta).join(""), whole.output_text);
  assert.deepEqual(final.response.usage, whole.usage);
  assert.equal(whole.usage.total_tokens, whole.usage.input_tokens + whole.usage.output_tokens);
});

test("the streaming helper puts a response together", async () => {
  const stream = client.responses.stream({ model, input: "Count to 20." });
  const pieces = [];
  stream.on("response.output_text.delta", ({ delta }) => pieces.push(delta));
  const response = await stream.finalResponse();
  assert.equal(pieces.join(""), response.output_text);
  assert.ok(response.output_text.endsWith("19 20"));
});

test("functions make a round trip, in parallel", async () => {
  const input = [{ role: "user", content: "What is the weather in Paris and Rome?" }];
  const first = await client.responses.stream({ model, input, tools: [weather] }).finalResponse();
  const calls = first.output.filter((item) => item.type === "function_call");
  assert.deepEqual(calls.map((call) => JSON.parse(call.arguments)), [{ city: "Paris" }, { city: "Rome" }]);

  input.push(...first.output, ...calls.map((call) => ({ type: "function_call_output", call_id: call.call_id, output: `Sun in ${JSON.parse(call.arguments).city}` })));
  const second = await client.responses.create({ model, input, tools: [weather] });
  assert.equal(second.output_text, "According to get_weather: Sun in Paris. According to get_weather: Sun in Rome.");
});

test("structured output follows a zod schema", async () => {
  const Person = z.object({ name: z.string(), age: z.int().min(0) });
  const response = await client.responses.parse({ model, input: "Ada, 36 years old.", text: { format: zodTextFormat(Person, "person") } });
  assert.deepEqual(response.output_parsed, { name: "Ada", age: 36 });
});

test("a reasoning model's thoughts are items that can go back", async () => {
  const input = [{ role: "user", content: "Say hello." }];
  const first = await client.responses.create({ model: "openai/gpt-oss-120b", input, reasoning: { effort: "low" } });
  assert.deepEqual(first.output.map((item) => item.type), ["reasoning", "message"]);
  assert.match(first.output[0].content[0].text, /^The user wrote/);
  const second = await client.responses.create({ model: "openai/gpt-oss-120b", input: [...input, ...first.output, { role: "user", content: "Say goodbye." }] });
  assert.equal(second.output_text, "goodbye");
});

test("a remote MCP tool is listed and run by the server", async () => {
  const request = { model, input: "Get the sum of 4 and 5.", tools: [mcp("never")] };
  const whole = await client.responses.create(request);
  const streamed = await client.responses.stream(request).finalResponse();
  for (const { output, output_text } of [whole, streamed]) {
    const [list, call, message] = output;
    assert.deepEqual(output.map((item) => item.type), ["mcp_list_tools", "mcp_call", "message"]);
    assert.ok(list.tools.length > 5 && list.tools.some((tool) => tool.name === "get-sum"));
    assert.equal(call.name, "get-sum");
    assert.match(call.output, /The sum of .* is /);
    assert.match(output_text, /According to get-sum: The sum of/);
    assert.equal(message.role, "assistant");
  }
});

test("an MCP tool waits for its approval", async () => {
  const input = [{ role: "user", content: "Get the sum of 4 and 5." }];
  const tools = [mcp("always")];
  const first = await client.responses.create({ model, input, tools });
  const request = first.output.find((item) => item.type === "mcp_approval_request");
  assert.equal(request.name, "get-sum");
  assert.ok(!first.output.some((item) => item.type === "mcp_call"));

  const answer = (approve) => client.responses.create({ model, input: [...input, ...first.output, { type: "mcp_approval_response", approval_request_id: request.id, approve }], tools });
  const approved = await answer(true);
  assert.equal(approved.output[0].type, "mcp_call");
  assert.equal(approved.output[0].id, request.id.replace("mcpr_", "mcp_"));
  assert.match(approved.output_text, /The sum of/);
  const denied = await answer(false);
  assert.ok(!denied.output.some((item) => item.type === "mcp_call"));
});

test("an MCP server that is not there fails the response with status 200", async () => {
  const response = await client.responses.create({ model, input: "Add.", tools: [{ ...mcp("never"), server_label: "gone", server_url: `${emulator.address}/hosts/nobody.example/mcp` }] });
  assert.equal(response.status, "failed");
  assert.equal(response.error.code, "server_error");
  assert.match(response.error.message, /^Failed to list tools from MCP server 'gone'/);
});

test("errors have the forms of the real server", async () => {
  await assert.rejects(client.responses.create({ model, input: "x", temperature: null }), (error) => error.status === 400 && /temperature/.test(error.message));
  await assert.rejects(client.responses.create({ model, input: "x".repeat(102_400) }), { status: 413 });
  await assert.rejects(client.responses.retrieve("resp_1"), { status: 404 });
  const unknown = await client.responses.create({ model: "no/model", input: "x" });
  assert.equal(unknown.status, "failed");
  assert.match(unknown.error.message, /^400 The requested model 'no\/model'/);
  const stranger = await new OpenAI({ baseURL: `${emulator.address}/v1`, apiKey: "hf_wrong", maxRetries: 0 }).responses.create({ model, input: "x" });
  assert.match(stranger.error.message, /^401 "/);
});
