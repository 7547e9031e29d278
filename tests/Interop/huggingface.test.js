// Chat with the official `@huggingface/inference` client, its fetch pointed at the emulator. The other tasks are in tasks.test.js.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, test } from "node:test";
import { InferenceClient, InferenceClientHubApiError, InferenceClientInputError, InferenceClientProviderApiError } from "@huggingface/inference";
import { keyOf, listedModels, startEmulator, token } from "./emulator.js";

let emulator;
before(async () => {
  emulator = await startEmulator();
});
after(async () => assert.equal(await emulator.stop(), 0));

const client = (accessToken = token) => new InferenceClient(accessToken, { fetch: emulator.fetch });
const ask = (content) => [{ role: "user", content }];
const textOf = (content) => (Array.isArray(content) ? content.map((part) => part.text ?? "").join("") : (content ?? ""));
const weather = {
  type: "function",
  function: { name: "get_weather", description: "Get the weather in a city", parameters: { type: "object", properties: { city: { type: "string" } }, required: ["city"] } },
};

/** Every chat provider that the client knows. */
const providers = ["baseten", "cerebras", "cohere", "deepinfra", "featherless-ai", "fireworks-ai", "groq", "hf-inference", "novita", "nscale", "ovhcloud", "publicai", "scaleway", "together", "zai-org"];

async function modelOf(provider, capable = () => true) {
  const found = (await listedModels(emulator)).find((model) => model.providers.some((offer) => offer.provider === provider && capable(offer)));
  assert.ok(found, `no model at ${provider}`);
  return found.id;
}

async function streamed(chunks) {
  const answer = { text: "", arguments: "", names: [], finish: undefined };
  for await (const chunk of chunks) {
    const choice = chunk.choices?.[0];
    answer.text += textOf(choice?.delta.content);
    for (const call of choice?.delta.tool_calls ?? []) {
      if (call.function.name) answer.names.push(call.function.name);
      answer.arguments += typeof call.function.arguments === "object" ? JSON.stringify(call.function.arguments) : call.function.arguments;
    }
    answer.finish = choice?.finish_reason ?? answer.finish;
  }
  return answer;
}

test("chats without a provider, through the server-side router", async () => {
  for (const model of ["openai/gpt-oss-120b", "openai/gpt-oss-120b:cheapest", "openai/gpt-oss-120b:groq"]) {
    const { choices, usage } = await client().chatCompletion({ model, messages: ask("Say hello.") });
    assert.equal(choices[0].message.content, "hello");
    assert.ok(usage.total_tokens > 0);
  }
});

test("streams without a provider", async () => {
  const answer = await streamed(client().chatCompletionStream({ model: "openai/gpt-oss-120b", messages: ask("Count to 4.") }));
  assert.deepEqual([answer.text, answer.finish], ["1 2 3 4", "stop"]);
});

for (const provider of providers) {
  for (const [mode, accessToken] of [["routed", token], ["direct", keyOf(provider)]]) {
    // HF Inference has no host of its own: it always takes the Hub's token.
    if (provider === "hf-inference" && mode === "direct") continue;

    test(`${provider}, ${mode}: chats and streams`, async () => {
      const model = await modelOf(provider);
      const { choices, created } = await client(accessToken).chatCompletion({ provider, model, messages: ask("Say hello.") });
      assert.match(textOf(choices[0].message.content), /hello$/);
      assert.equal(typeof created, "number");

      const answer = await streamed(client(accessToken).chatCompletionStream({ provider, model, messages: ask("Count to 4.") }));
      assert.match(answer.text, /1 2 3 4$/);
    });
  }

  test(`${provider}: calls tools`, async () => {
    const model = await modelOf(provider, (offer) => offer.supports_tools);
    const request = { provider, model, messages: ask("What is the weather in Paris?"), tools: [weather] };

    const { choices } = await client().chatCompletion(request);
    const call = choices[0].message.tool_calls[0].function;
    assert.equal(call.name, "get_weather");
    assert.deepEqual(typeof call.arguments === "object" ? call.arguments : JSON.parse(call.arguments), { city: "Paris" });

    const answer = await streamed(client().chatCompletionStream(request));
    assert.deepEqual([...new Set(answer.names)], ["get_weather"]);
    assert.deepEqual(JSON.parse(answer.arguments), { city: "Paris" });
  });
}

test("tool results are used", async () => {
  const request = { provider: "groq", model: "meta-llama/Llama-3.3-70B-Instruct", messages: ask("What is the weather in Paris?"), tools: [weather] };
  const { message } = (await client().chatCompletion(request)).choices[0];
  const second = await client().chatCompletion({ ...request, messages: [...request.messages, message, { role: "tool", tool_call_id: message.tool_calls[0].id, content: "Sunny" }] });
  assert.equal(second.choices[0].message.content, "According to get_weather: Sunny.");
});

test("openai is called directly, without a mapping", async () => {
  const { choices } = await client(keyOf("openai")).chatCompletion({ provider: "openai", model: "openai/gpt-4o-mini", messages: ask("Say hello.") });
  assert.equal(choices[0].message.content, "hello");
});

test("a JSON schema is followed in the dialect that the client chooses", async () => {
  const schema = { type: "object", properties: { name: { type: "string" }, age: { type: "integer" } }, required: ["name", "age"] };
  for (const provider of ["groq", "together", "nscale"]) {
    const { choices } = await client().chatCompletion({
      provider, model: "openai/gpt-oss-20b", messages: ask("Ada is 36 years old."), response_format: { type: "json_schema", json_schema: { name: "person", schema, strict: true } },
    });
    assert.deepEqual(JSON.parse(choices[0].message.content), { name: "Ada", age: 36 });
  }
});

test("images are seen", async () => {
  const image = await readFile(new URL("../InferenceProviders.Emulator.Tests/images/blue-baseline.jpg", import.meta.url));
  const { choices } = await client().chatCompletion({
    provider: "zai-org", model: "zai-org/GLM-4.5V",
    messages: ask([{ type: "text", text: "What is this?" }, { type: "image_url", image_url: { url: `data:image/jpeg;base64,${image.toString("base64")}` } }]),
  });
  assert.equal(choices[0].message.content, "I see a JPEG image of 40 × 24 pixels, mostly blue.");
});

test("an endpoint of one's own answers at its address", async () => {
  const endpoint = client().endpoint("https://abc123.us-east-1.aws.endpoints.huggingface.cloud");
  const { choices } = await endpoint.chatCompletion({ messages: ask("Say hello.") });
  assert.equal(choices[0].message.content, "hello");
});

test("errors are of the client's own classes", async () => {
  const request = { provider: "groq", model: "openai/gpt-oss-20b", messages: ask("Hi") };
  const refusal = (promise, type, status, pattern) => assert.rejects(promise, (error) => {
    assert.ok(error instanceof type, `${error.constructor.name}: ${error.message}`);
    assert.equal(error.httpResponse?.status, status);
    assert.match(JSON.stringify(error.httpResponse?.body ?? error.message), pattern);
    return true;
  });

  await refusal(client("hf_wrong").chatCompletion(request), InferenceClientProviderApiError, 401, /Invalid credentials/);
  await refusal(client("gsk_wrong").chatCompletion(request), InferenceClientProviderApiError, 401, /Invalid API Key/);
  await refusal(client().chatCompletion({ ...request, provider: undefined, model: "no/model" }), InferenceClientProviderApiError, 400, /model_not_supported/);
  await refusal(client().chatCompletion({ ...request, temperature: 9 }), InferenceClientProviderApiError, 400, /temperature/);
  await refusal(client().chatCompletion({ ...request, model: "no/model" }), InferenceClientHubApiError, 404, /Repository not found/);
  await refusal(client().chatCompletion({ ...request, model: "meta-llama/Llama-3.1-405B-Instruct" }), InferenceClientHubApiError, 403, /restricted/);
  await assert.rejects(client().chatCompletion({ ...request, provider: "cohere" }), InferenceClientInputError);
});
