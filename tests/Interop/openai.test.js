// The official `openai` client.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, test } from "node:test";
import OpenAI from "openai";
import { zodResponseFormat } from "openai/helpers/zod";
import { z } from "zod";
import { keyOf, listedModels, startEmulator, token, tokenWithoutPermission } from "./emulator.js";

let emulator;
let client;
before(async () => {
  emulator = await startEmulator();
  client = clientFor("/v1");
});
after(async () => assert.equal(await emulator.stop(), 0));

const clientFor = (path, apiKey = token) => new OpenAI({ baseURL: emulator.address + path, apiKey, maxRetries: 0 });
const ask = (content) => [{ role: "user", content }];
const weather = {
  type: "function",
  function: {
    name: "get_weather",
    description: "Get the weather in a city",
    parameters: { type: "object", properties: { city: { type: "string" } }, required: ["city"], additionalProperties: false },
  },
};

test("lists models", async () => {
  const models = [];
  for await (const model of client.models.list()) models.push(model);
  assert.ok(models.length >= 25);
  assert.equal(models.find((model) => model.id === "openai/gpt-oss-120b").object, "model");
});

test("chats, and sees provider, request id and usage", async () => {
  const { data, response } = await client.chat.completions.create({ model: "openai/gpt-oss-120b:groq", messages: ask("Say hello.") }).withResponse();
  assert.equal(data.choices[0].message.content, "hello");
  assert.equal(data.choices[0].finish_reason, "stop");
  assert.equal(data.usage.total_tokens, data.usage.prompt_tokens + data.usage.completion_tokens);
  assert.equal(response.headers.get("x-inference-provider"), "groq");
  assert.match(data._request_id, /^req-/);
});

test("streams from every routed provider of every listed model", async (context) => {
  for (const model of await listedModels(emulator)) {
    for (const { provider } of model.providers) {
      await context.test(`${model.id}:${provider}`, async () => {
        const stream = await client.chat.completions.create({ model: `${model.id}:${provider}`, messages: ask("Count to 3."), stream: true, stream_options: { include_usage: true } });
        let text = "";
        let usage;
        for await (const chunk of stream) {
          const content = chunk.choices[0]?.delta.content ?? "";
          text += Array.isArray(content) ? content.map((part) => part.text ?? "").join("") : content;
          usage = chunk.usage ?? usage;
        }
        assert.ok(text.endsWith("1 2 3"), text);
        assert.ok(usage.completion_tokens >= 3);
      });
    }
  }
});

test("the streaming helper puts a message together", async () => {
  const stream = client.chat.completions.stream({ model: "openai/gpt-oss-120b:groq", messages: ask("Tell me about the Eiffel Tower.") });
  const pieces = [];
  stream.on("content", (delta) => pieces.push(delta));
  const message = (await stream.finalChatCompletion()).choices[0].message;
  assert.equal(pieces.join(""), message.content);
  assert.match(message.content, /Eiffel Tower/);
});

test("a stream can be given up", async () => {
  const stream = await client.chat.completions.create({ model: "openai/gpt-oss-120b", messages: ask("Count to 5000."), stream: true });
  for await (const chunk of stream) {
    assert.ok(chunk.id);
    break;
  }
  assert.ok(stream.controller.signal.aborted);
});

test("tools make a round trip, in parallel and by hand", async () => {
  const messages = ask("What is the weather in Paris and Rome?");
  const first = await client.chat.completions.create({ model: "meta-llama/Llama-3.3-70B-Instruct", messages, tools: [weather] });
  const { tool_calls: calls } = first.choices[0].message;
  assert.equal(first.choices[0].finish_reason, "tool_calls");
  assert.deepEqual(calls.map((call) => JSON.parse(call.function.arguments)), [{ city: "Paris" }, { city: "Rome" }]);

  messages.push(first.choices[0].message, ...calls.map((call) => ({ role: "tool", tool_call_id: call.id, content: `Sun in ${JSON.parse(call.function.arguments).city}` })));
  const second = await client.chat.completions.create({ model: "meta-llama/Llama-3.3-70B-Instruct", messages, tools: [weather] });
  assert.equal(second.choices[0].message.content, "According to get_weather: Sun in Paris. According to get_weather: Sun in Rome.");
});

for (const provider of ["groq", "fireworks-ai", "together", "scaleway", "baseten", "novita"]) {
  test(`the tool runner works with streams from ${provider}`, async () => {
    const asked = [];
    const runner = client.chat.completions.runTools({
      model: `openai/gpt-oss-120b:${provider}`,
      messages: ask("What is the weather in Oslo?"),
      stream: true,
      tools: [{
        ...weather,
        function: { ...weather.function, parse: JSON.parse, function: ({ city }) => (asked.push(city), `Snow in ${city}`) },
      }],
    });
    assert.equal(await runner.finalContent(), "According to get_weather: Snow in Oslo.");
    assert.deepEqual(asked, ["Oslo"]);
  });
}

test("structured output follows a zod schema, whole and streamed", async () => {
  const Person = z.object({ name: z.string(), age: z.int().min(0), mood: z.enum(["sad", "happy"]), cities: z.array(z.string()).min(1) });
  const request = {
    model: "openai/gpt-oss-120b:groq",
    messages: ask("Ada, 36 years old, is happy in London."),
    response_format: zodResponseFormat(Person, "person"),
  };
  const parsed = (await client.chat.completions.parse(request)).choices[0].message.parsed;
  const streamed = (await client.chat.completions.stream(request).finalChatCompletion()).choices[0].message.parsed;
  assert.deepEqual({ name: parsed.name, age: parsed.age, mood: parsed.mood }, { name: "Ada", age: 36, mood: "happy" });
  assert.deepEqual(Person.parse(parsed), parsed);
  assert.deepEqual(streamed, parsed);
});

test("images are seen", async () => {
  const image = await readFile(new URL("../InferenceProviders.Emulator.Tests/images/red-rgb.png", import.meta.url));
  const { choices } = await client.chat.completions.create({
    model: "Qwen/Qwen2.5-VL-72B-Instruct",
    messages: ask([{ type: "text", text: "What is this?" }, { type: "image_url", image_url: { url: `data:image/png;base64,${image.toString("base64")}` } }]),
  });
  assert.equal(choices[0].message.content, "I see a PNG image of 12 × 7 pixels, mostly red.");
});

test("limits end an answer early", async () => {
  const { choices } = await client.chat.completions.create({ model: "meta-llama/Llama-3.3-70B-Instruct:groq", messages: ask("Count to 9."), max_tokens: 2 });
  assert.deepEqual([choices[0].message.content, choices[0].finish_reason], ["1 2", "length"]);
});

for (const [provider, base, model] of [
  ["groq", "/hosts/api.groq.com/openai/v1", "openai/gpt-oss-20b"],
  ["openai", "/hosts/api.openai.com/v1", "gpt-4o-mini"],
  ["together", "/hosts/api.together.xyz/v1", "openai/gpt-oss-20b"],
  ["fireworks-ai", "/hosts/api.fireworks.ai/inference/v1", "accounts/fireworks/models/gpt-oss-20b"],
  ["sambanova", "/hosts/api.sambanova.ai/v1", "gpt-oss-120b"],
  ["deepinfra", "/hosts/api.deepinfra.com/v1/openai", "openai/gpt-oss-120b"],
]) {
  test(`${provider} is reached at its own host`, async () => {
    const { choices } = await clientFor(base, keyOf(provider)).chat.completions.create({ model, messages: ask("Say hello.") });
    assert.equal(choices[0].message.content, "hello");
  });
}

test("errors are of the client's own classes", async () => {
  const hello = (model, more) => ({ model, messages: ask("Hi"), ...more });
  const refusal = async (using, request, type, check) => {
    await assert.rejects(using.chat.completions.create(request), (error) => {
      assert.ok(error instanceof type, `${error.constructor.name}: ${error.message}`);
      check(error);
      return true;
    });
  };

  await refusal(clientFor("/v1", "hf_wrong"), hello("openai/gpt-oss-20b"), OpenAI.AuthenticationError, (error) => assert.equal(error.status, 401));
  await refusal(clientFor("/v1", tokenWithoutPermission), hello("openai/gpt-oss-20b"), OpenAI.PermissionDeniedError, (error) => assert.match(error.message, /sufficient permissions/));
  await refusal(client, hello("no/model"), OpenAI.BadRequestError, (error) => assert.equal(error.code, "model_not_supported"));
  await refusal(client, hello("openai/gpt-oss-20b:groq", { temperature: 9 }), OpenAI.BadRequestError, (error) => assert.equal(error.param, "temperature"));
  await refusal(client, hello("openai/gpt-oss-20b:groq", { max_tokens: 1e6 }), OpenAI.BadRequestError, (error) => assert.equal(error.code, "context_length_exceeded"));
  await refusal(clientFor("/hosts/api.groq.com/openai/v1", keyOf("groq")), hello("no/model"), OpenAI.NotFoundError, (error) => assert.equal(error.code, "model_not_found"));
  await refusal(clientFor("/hosts/api.deepinfra.com/v1/openai", keyOf("deepinfra")), hello("openai/gpt-oss-120b", { temperature: 9 }), OpenAI.UnprocessableEntityError, (error) => assert.equal(error.status, 422));
});
