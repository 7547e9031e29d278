// What the server tells of an answer, put into its parts.

import { recordAnswer } from '../health/health-feed.js';
import { addUsage } from '../store/usage.js';

/** Takes in one event. */
export function take(event, answer) {
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
      addWire(answer, event.exchanges);
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

/** What was sent to providers for it. */
export const addWire = (answer, exchanges) => (answer.wire = [...(answer.wire ?? []), ...exchanges]);

/** What went wrong is a part of the answer. */
export function fail(answer, { kind, message, report }) {
  answer.status = 'failed';
  answer.parts.push({ type: 'error', kind, message });
  if (report) {
    answer.reports.push(report);
    addUsage(report);
  }
}
