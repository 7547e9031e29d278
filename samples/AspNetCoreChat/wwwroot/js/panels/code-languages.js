// The same call in other languages than C#, with the clients that people have there.

import { ROUTER_URL } from './wire-request.js';

const inShell = (text) => `'${text.replaceAll("'", "'\\''")}'`;

function curl(request) {
  return `curl ${ROUTER_URL}/chat/completions \\
  --no-buffer \\
  --header "Authorization: Bearer $HF_TOKEN" \\
  --header "Content-Type: application/json" \\
  --data ${inShell(JSON.stringify(request, null, 2))}
`;
}

const python = (request) => `import os
from openai import OpenAI

client = OpenAI(base_url="${ROUTER_URL}", api_key=os.environ["HF_TOKEN"])
stream = client.chat.completions.create(
${argumentsOf(request)}
)
${LOOP}`;

/** What its method has no parameter for goes beside; a provider is the client's. */
function hub({ reasoning_effort: effort, model, ...request }) {
  const [id, provider = 'auto'] = model.split(':');
  return `import os
from huggingface_hub import InferenceClient

client = InferenceClient(provider="${['fastest', 'cheapest'].includes(provider) ? 'auto' : provider}", api_key=os.environ["HF_TOKEN"])
stream = client.chat.completions.create(
${argumentsOf({ model: id, ...request, ...(effort ? { extra_body: { reasoning_effort: effort } } : {}) })}
)
${LOOP}`;
}

const LOOP = `for chunk in stream:
    if chunk.choices:
        print(chunk.choices[0].delta.content or "", end="", flush=True)
`;

const argumentsOf = (request) => Object.entries(request).map(([name, value]) => `    ${name}=${literal(value, '    ')},`).join('\n');

/** JSON's strings and numbers are Python's, too. */
function literal(value, indent) {
  if (value === null || typeof value === 'boolean') {
    return { null: 'None', true: 'True', false: 'False' }[value];
  }

  if (typeof value !== 'object') {
    return JSON.stringify(value);
  }

  const deeper = `${indent}    `;
  const [open, close] = Array.isArray(value) ? ['[', ']'] : ['{', '}'];
  const members = Array.isArray(value) ? value.map((item) => literal(item, deeper)) : Object.entries(value).map(([name, item]) => `${JSON.stringify(name)}: ${literal(item, deeper)}`);
  return members.length === 0 ? open + close : `${open}\n${members.map((member) => `${deeper}${member},`).join('\n')}\n${indent}${close}`;
}

function javascript(request) {
  return `import OpenAI from 'openai';

const client = new OpenAI({ baseURL: '${ROUTER_URL}', apiKey: process.env.HF_TOKEN });
const stream = await client.chat.completions.create(${JSON.stringify(request, null, 2)});
for await (const chunk of stream) {
  process.stdout.write(chunk.choices[0]?.delta?.content ?? '');
}
`;
}

/** By the name of the language: how its code is highlighted, and how it is written. */
export const LANGUAGES = {
  curl: { highlight: 'bash', write: curl },
  'Python (openai)': { highlight: 'python', write: python },
  'Python (huggingface_hub)': { highlight: 'python', write: hub },
  JavaScript: { highlight: 'javascript', write: javascript },
};
