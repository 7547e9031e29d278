// Gets one answer: sends the history, and takes in what comes.

import { getJson, keepsWire, stream } from '../api.js';
import { secrets, state } from '../store.js';
import { addWire, fail, take } from './answer-events.js';
import { asSeenBy } from './sight.js';
import { isWaiting, keepUnsent, stopAt } from './conversation.js';

const WIRE_PATIENCE = 3000;

/**
 * @param {object} lane Which model.
 * @param {object} answer What is filled.
 * @param {{messages: object[], decisions: object[]}} sent The history, and what was decided about the calls that the answer waits for.
 * @param {AbortSignal} signal Stops it.
 * @param {() => void} changed Called after every change.
 */
export async function runAnswer(lane, answer, { messages, decisions }, signal, changed) {
  answer.status = 'streaming';
  answer.unsent = '';
  answer.finish = null;
  answer.schema = state.settings.schema;
  const call = crypto.randomUUID();
  try {
    for await (const event of stream('api/chat', { ...(await request(lane, messages, decisions)), call }, signal)) {
      take(event, answer);
      changed();
    }

    if (answer.status === 'streaming') {
      answer.status = isWaiting(answer) ? 'waiting' : 'done';
    }

    keepUnsent(answer);
  } catch (error) {
    if (signal.aborted) {
      stopAt(answer);
      changed();
      await fetchWire(answer, call);
    } else {
      fail(answer, { kind: error.status === 429 ? 'Too many requests' : error.status ? 'Refused' : 'Connection lost', message: error.message });
      keepUnsent(answer);
    }
  }

  changed();
}

/** What was sent for an answer that was stopped: its stream has ended before it was told. */
async function fetchWire(answer, call) {
  if (keepsWire()) {
    const { exchanges } = await getJson(`api/wire/calls/${call}`, AbortSignal.timeout(WIRE_PATIENCE)).catch(() => ({ exchanges: [] }));
    addWire(answer, exchanges);
  }
}

/** What a message of the lane is sent with. */
export async function request(lane, messages, decisions = []) {
  const { settings } = state;
  return {
    model: lane.model,
    policy: lane.policy,
    provider: lane.provider,
    fallBack: lane.fallBack,
    messages: await asSeenBy(lane.model, messages),
    instructions: settings.instructions || null,
    temperature: settings.temperature,
    maxOutputTokens: settings.maxOutputTokens,
    topP: settings.topP,
    frequencyPenalty: settings.frequencyPenalty,
    presencePenalty: settings.presencePenalty,
    seed: settings.seed,
    stopSequences: settings.stopSequences,
    effort: settings.effort,
    schema: settings.schema,
    tools: settings.tools,
    functions: settings.functions.map(({ name, description, parameters }) => ({ name, description, parameters })),
    mcpServers: settings.servers.filter((server) => server.on).map(({ name, url, askAlways, trusted }) => ({ name, url, askAlways, trusted, token: secrets.get(url) ?? null })),
    decisions,
  };
}
