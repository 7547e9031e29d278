// Captures of the official JavaScript client for arguments that the other folders lack: more options, messages of every kind, endpoint
// addresses, billing. The client is the real one; its network is this script.
//
//   npm install --no-save @huggingface/inference@4.13.30 && node generate.mjs > chat.jsonl
import { InferenceClient } from "@huggingface/inference";

const version = "4.13.30";
const cases = [];
const answer = {
  id: "chatcmpl-1", object: "chat.completion", created: 1755000000, model: "m",
  choices: [{ index: 0, message: { role: "assistant", content: "Paris." }, finish_reason: "stop", logprobs: null }],
  usage: { prompt_tokens: 12, completion_tokens: 3, total_tokens: 15 },
};

async function capture(name, { provider = null, model = null, args, options, mapping = null }) {
  const auth = name.split("--").at(-1);
  const token = { routed: "hf_TOKEN", direct: "KEY" }[auth];
  const exchanges = [];
  const network = async (url, init = {}) => {
    const isHub = String(url).startsWith("https://huggingface.co/api/models/");
    const json = isHub ? { id: model, inferenceProviderMapping: mapping } : answer;
    const headers = { "content-type": "application/json" };
    exchanges.push({
      role: isHub ? "hub-mapping" : "inference",
      request: {
        method: init.method ?? "GET", url: String(url), headers: Object.fromEntries(new Headers(init.headers ?? {})),
        body: init.body ? { $json: JSON.parse(init.body) } : null,
      },
      response: { status: 200, headers, body: { $json: json } },
    });
    return new Response(JSON.stringify(json), { status: 200, headers });
  };
  globalThis.fetch = network;
  let result;
  try {
    result = await new InferenceClient(token).chatCompletion(
      { ...args, ...(model && { model }), ...(provider && { provider }) }, { ...options, fetch: network });
  } catch (error) {
    result = { $error: { class: error.constructor.name, name: error.name, message: error.message } };
  }

  cases.push({
    case: name, client: { name: "@huggingface/inference", version },
    call: { method: "chatCompletion", task: "conversational", provider, model, auth, accessToken: token ?? null, arguments: args, ...(options && { options }) },
    hubMapping: mapping, exchanges, result,
  });
}

let count = 0;
const hello = [{ role: "user", content: "What is the capital of France?" }];
const weather = { type: "function", function: { name: "get_weather", parameters: { type: "object", properties: { city: { type: "string" } } } } };

// The client remembers a model's mapping for the life of the process: each case has a model of its own.
const routed = async (name, provider, args, more = {}) => {
  const model = `org-${++count}/Model.${count}`;
  await capture(`${provider}/chat-completion--${name}`, { provider, model, args, mapping: { [provider]: { status: "live", providerId: `id-${count}`, task: "conversational" } }, ...more });
};

const optionSets = {
  "top-k": { top_k: 5, min_p: 0.1 },
  "less-common": { n: 1, user: "u", logit_bias: { 1: 2 }, max_completion_tokens: 5, metadata: { a: "b" } },
  "stop-string": { stop: "x" },
  "effort-medium": { reasoning_effort: "medium" },
  "effort-unknown": { reasoning_effort: "minimal" },
  "text-format": { response_format: { type: "text" } },
  "schema-without-strict": { response_format: { type: "json_schema", json_schema: { name: "Answer", schema: { type: "object" } } } },
  "tool-none": { tools: [weather], tool_choice: "none", parallel_tool_calls: false },
  "tool-strict": { tools: [{ ...weather, function: { ...weather.function, strict: true } }] },
  "template": { chat_template_kwargs: { enable_thinking: false } },
};
for (const [name, args] of Object.entries(optionSets)) {
  for (const provider of ["groq", "together", "hf-inference"]) {
    await routed(`${name}--routed`, provider, { messages: hello, ...args });
  }
}

const conversations = {
  "data-image": [{ role: "user", content: [{ type: "text", text: "Describe." }, { type: "image_url", image_url: { url: "data:image/png;base64,iVBORw0KGgo=" } }] }],
  "image-detail": [{ role: "user", content: [{ type: "image_url", image_url: { url: "https://example.org/a%20b.png?x=1&y=%C3%A9", detail: "low" } }, { type: "text", text: "é" }] }],
  "audio": [{ role: "user", content: [{ type: "text", text: "Listen." }, { type: "input_audio", input_audio: { data: "AAAA", format: "wav" } }] }],
  "one-text-part": [{ role: "user", content: [{ type: "text", text: "Hello." }] }],
  "author-name": [{ role: "user", name: "bob", content: "Hello." }],
  "developer": [{ role: "developer", content: "Be brief." }, ...hello],
  "many-turns": [{ role: "system", content: "Be brief." }, { role: "user", content: "a" }, { role: "assistant", content: "b" }, { role: "user", content: "c" }],
  "parallel-calls": [
    ...hello,
    {
      role: "assistant", content: "Let me see.",
      tool_calls: [
        { id: "c1", type: "function", function: { name: "f", arguments: '{"a":1.5,"b":[1,2],"c":null,"d":"é"}' } },
        { id: "c2", type: "function", function: { name: "g", arguments: "{}" } },
      ],
    },
    { role: "tool", tool_call_id: "c1", content: "1" },
    { role: "tool", tool_call_id: "c2", content: '{"x":1}' },
  ],
};
for (const [name, messages] of Object.entries(conversations)) {
  await routed(`${name}--routed`, "groq", { messages });
}

const host = "https://abc123.us-east-1.aws.endpoints.huggingface.cloud";
const endpoints = { "v1": `${host}/v1`, "full-route": `${host}/v1/chat/completions`, "root-slash": `${host}/`, "query": `${host}/v1?x=1`, "local": "http://127.0.0.1:8080/v1" };
for (const [name, endpointUrl] of Object.entries(endpoints)) {
  for (const auth of ["routed", "direct", "anonymous"]) {
    await capture(`endpoint/chat-completion--${name}-with-model--${auth}`, { model: "my-model", args: { endpointUrl, messages: hello } });
  }
  await capture(`endpoint/chat-completion--${name}--anonymous`, { args: { endpointUrl, messages: hello } });
}

for (const auth of ["routed", "direct", "anonymous"]) {
  await routed(`bill-to--${auth}`, "groq", { messages: hello }, { options: { billTo: "my-org" } });
}
await routed("mapping-array--routed", "groq", { messages: hello }, { mapping: [{ provider: "groq", status: "live", providerId: "id", task: "conversational" }] });
await routed("mapping-staging--routed", "groq", { messages: hello }, { mapping: { groq: { status: "staging", providerId: "id", task: "conversational" } } });
await capture("auto/chat-completion--no-provider--direct", { model: "openai/gpt-oss-120b", args: { messages: hello } });
for (const suffix of ["preferred", "cheapest", "novita"]) {
  await capture(`auto/chat-completion--suffix-${suffix}--routed`, { model: `openai/gpt-oss-120b:${suffix}`, args: { messages: hello } });
}
await capture("openai/chat-completion--plain--anonymous", { provider: "openai", model: "openai/gpt-4o", args: { messages: hello } });
await capture("hf-inference/chat-completion--plain--anonymous", {
  provider: "hf-inference", model: "org-x/Model", args: { messages: hello }, mapping: { "hf-inference": { status: "live", providerId: "org-x/Model", task: "conversational" } },
});

console.log(cases.map(item => JSON.stringify(item)).join("\n"));
