// The chat as chat completions: what any client of OpenAI's API sends to Hugging Face's router for the same answer.

export const ROUTER_URL = 'https://router.huggingface.co/v1';

/** @param {{lane: object, settings: object, text: string, pictures: number, tools: object[]}} what `tools`: this program's functions. */
export function wireRequest({ lane, settings, text, pictures, tools }) {
  const functions = [...tools.filter(({ name }) => settings.tools.includes(name)), ...settings.functions];
  const all = {
    model: lane.model + suffix(lane),
    messages: [...(settings.instructions ? [{ role: 'system', content: settings.instructions }] : []), { role: 'user', content: content(text, pictures) }],
    max_tokens: settings.maxOutputTokens, temperature: settings.temperature, top_p: settings.topP,
    frequency_penalty: settings.frequencyPenalty, presence_penalty: settings.presencePenalty, seed: settings.seed,
    stop: settings.stopSequences.length > 0 ? settings.stopSequences : null,
    reasoning_effort: settings.effort?.toLowerCase() ?? null,
    response_format: settings.schema ? { type: 'json_schema', json_schema: { name: 'answer', schema: settings.schema } } : null,
    tools: functions.length > 0 ? functions.map(({ name, description, parameters }) => ({ type: 'function', function: { name, description, parameters } })) : null,
    stream: true,
  };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== null));
}

/** Hugging Face's router takes the provider, or the policy, behind the model. */
const suffix = ({ provider, policy }) => (provider ? `:${provider}` : ['fastest', 'cheapest'].includes(policy) ? `:${policy}` : '');

const content = (text, pictures) => (pictures === 0 ? text : [
  ...(text ? [{ type: 'text', text }] : []),
  ...Array.from({ length: pictures }, (_, index) => ({ type: 'image_url', image_url: { url: `https://example.com/picture${index + 1}.jpg` } })),
]);
