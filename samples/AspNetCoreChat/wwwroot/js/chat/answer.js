// Gets one answer: sends the history, and puts what comes into the answer's parts.

import { stream } from '../api.js';
import { recordAnswer } from '../health/health-feed.js';
import { addUsage } from '../store/usage.js';
import { secrets, state } from '../store.js';
import { asSeenBy } from './sight.js';
import { isWaiting, keepUnsent, stopAt } from './conversation.js';

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
  answer.isTyped = state.settings.schema !== null;
  try {
    for await (const event of stream('api/chat', await request(lane, messages, decisions), signal)) {
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
    } else {
      fail(answer, { kind: error.status === 429 ? 'Too many requests' : error.status ? 'Refused' : 'Connection lost', message: error.message });
      keepUnsent(answer);
    }
  }

  changed();
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

function take(event, answer) {
  switch (event.type) {
    case 'text':
      last(answer, 'text').text += event.text;
      answer.unsent += event.text;
      break;
    case 'reasoning':
      last(answer, 'reasoning').text += event.text;
      break;
    case 'media':
      answer.parts.push({ type: 'media', mediaType: event.mediaType, uri: event.uri });
      break;
    case 'tool-call':
      Object.assign(tool(answer, event.id), { name: event.name, server: event.server, arguments: event.arguments, state: 'running' });
      break;
    case 'approval':
      Object.assign(tool(answer, event.callId), { name: event.name, server: event.server, arguments: event.arguments, state: 'asking', approval: event.id });
      break;
    case 'ask':
      tool(answer, event.id).state = 'answering';
      break;
    case 'tool-result': {
      const part = tool(answer, event.id);
      Object.assign(part, { result: event.text, state: part.state === 'denied' ? 'denied' : event.isError ? 'failed' : 'done' });
      break;
    }
    case 'messages':
      answer.messages.push(...event.messages);
      answer.unsent = '';
      break;
    case 'finish':
      answer.finish = event.reason ?? 'unknown';
      break;
    case 'report':
      answer.reports.push(event.report);
      recordAnswer(event.report);
      addUsage(event.report);
      break;
    case 'wire':
      answer.wire = [...(answer.wire ?? []), ...event.exchanges];
      break;
    case 'error':
      fail(answer, event);
      break;
  }
}

function last(answer, type) {
  let part = answer.parts.at(-1);
  if (part?.type !== type) {
    part = { type, text: '' };
    answer.parts.push(part);
  }

  return part;
}

function tool(answer, id) {
  let part = answer.parts.find((candidate) => candidate.type === 'tool' && candidate.id === id && candidate.state !== 'done' && candidate.state !== 'failed');
  if (!part) {
    part = { type: 'tool', id };
    answer.parts.push(part);
  }

  return part;
}

function fail(answer, { kind, message, report }) {
  answer.status = 'failed';
  answer.parts.push({ type: 'error', kind, message });
  if (report) {
    answer.reports.push(report);
    addUsage(report);
  }
}
