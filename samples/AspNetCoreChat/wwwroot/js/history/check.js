// Chats from a file. It may come from anybody: every field is taken by name, as what it must be, and everything else is left out.
// What a model is sent again is made anew from the words that were said, so that a file can neither approve a call nor invent one.

import { newLane } from '../chat/conversation.js';

export const FORMAT = 'playground-chats';
export const VERSION = 1;

const MOST = { chats: 1000, rounds: 5000, answers: 4, parts: 500, images: 8, tags: 12, reports: 20, attempts: 20 };
const MODEL = /^[\w.-]{1,100}\/[\w.:-]{1,150}$/;
const PICTURE = /^data:image\/(?:png|jpeg|webp|gif);base64,[A-Za-z0-9+/=]+$/;
const FILE = /^data:(?:application\/pdf|audio\/[\w.+-]{1,30});base64,[A-Za-z0-9+/=]+$/;
const WORD = /^[\w.-]{1,60}$/;
const POLICIES = new Set(['fastest', 'cheapest', 'listed']);
const REPORT_WORDS = ['provider', 'authMode', 'costSource', 'requestId'];
const REPORT_NUMBERS = ['timeToFirstToken', 'duration', 'tokensPerSecond', 'inputTokens', 'outputTokens', 'cost'];

/**
 * The chats of a file, ready to be kept.
 * @param {string} text
 * @throws {Error} When there are none, in words for people.
 */
export function readChats(text) {
  let file;
  try {
    file = JSON.parse(text);
  } catch {
    throw new Error('This file is not JSON.');
  }

  if (file?.format !== FORMAT || !Array.isArray(file.chats)) {
    throw new Error('This file has no chats of a playground.');
  }

  if (file.version !== VERSION) {
    throw new Error(`This file has the version ${JSON.stringify(file.version)?.slice(0, 20)}; this page reads ${VERSION}.`);
  }

  const chats = file.chats.slice(0, MOST.chats).map(chat).filter(Boolean);
  if (chats.length === 0) {
    throw new Error('No chat of this file can be read.');
  }

  return chats;
}

/** Under an id of its own: what is there already is never written over. */
function chat(given) {
  const lanes = list(given?.lanes, MOST.answers).map(lane).filter(Boolean);
  const rounds = roundsOf(given, lanes);
  if (rounds.length === 0 || lanes.length === 0) {
    return null;
  }

  const leaf = rounds[list(given.rounds, MOST.rounds).findIndex((round) => round?.id === given.leaf)] ?? rounds.at(-1);
  const updated = time(given.updated);
  return {
    id: crypto.randomUUID(), title: line(given.title, 200) || 'Imported chat', named: given.named === true, pinned: given.pinned === true,
    tags: [...new Set(list(given.tags, MOST.tags).map((tag) => line(tag, 40)).filter(Boolean))],
    created: Math.min(time(given.created), updated), updated, lanes, rounds, leaf: leaf.id, revision: 1,
  };
}

/** A round follows one that comes before it, so that there is an end. */
function roundsOf(given, lanes) {
  const ids = new Map();
  return list(given?.rounds, MOST.rounds).map((round) => {
    const id = crypto.randomUUID();
    const parent = ids.get(round?.parent) ?? null;
    ids.set(round?.id, id);
    return {
      id, parent, text: string(round?.text),
      images: list(round?.images, MOST.images).filter((uri) => typeof uri === 'string' && PICTURE.test(uri)),
      files: list(round?.files, MOST.images).map(attached).filter(Boolean),
      answers: list(round?.answers, MOST.answers).map((given, index) => ({ ...answer(given), lane: lanes[index]?.id })),
    };
  });
}

function attached(given) {
  const name = line(given?.name, 200) || 'file';
  return typeof given?.text === 'string' ? { name, mediaType: 'text/plain', text: given.text }
    : FILE.test(given?.uri ?? '') ? { name, mediaType: given.uri.slice(5, given.uri.indexOf(';')), uri: given.uri } : null;
}

function answer(given) {
  const parts = list(given?.parts, MOST.parts).map(part).filter(Boolean);
  const text = parts.filter(({ type }) => type === 'text').map((part) => part.text).join('\n\n');
  return {
    model: model(given?.model) ?? 'unknown/model', status: given?.status === 'done' ? 'done' : 'stopped', parts,
    finish: WORD.test(given?.finish) ? given.finish : null,
    reports: list(given?.reports, MOST.reports).map(report).filter(Boolean),
    messages: text ? [{ role: 'assistant', contents: [{ $type: 'text', text }] }] : [],
  };
}

function part(given) {
  switch (given?.type) {
    case 'text':
    case 'reasoning':
      return { type: given.type, text: string(given.text) };
    case 'error':
      return { type: 'error', kind: line(given.kind, 60), message: string(given.message) };
    case 'media':
      return PICTURE.test(given.uri) ? { type: 'media', mediaType: 'image/*', uri: given.uri } : null;
    case 'tool':
      return {
        type: 'tool', id: crypto.randomUUID(), name: line(given.name, 100), server: given.server ? line(given.server, 100) : undefined, arguments: given.arguments ?? {},
        result: given.result === undefined ? undefined : string(given.result), state: ['done', 'failed', 'denied'].includes(given.state) ? given.state : 'denied',
      };
    default:
      return null;
  }
}

const lane = (given) => model(given?.model) && {
  ...newLane(given.model),
  policy: POLICIES.has(given.policy) ? given.policy : null,
  provider: WORD.test(given.provider ?? '') ? given.provider : null,
  fallBack: given.fallBack !== false,
};

function report(given) {
  if (!WORD.test(given?.provider) || !model(given.model)) {
    return null;
  }

  const words = REPORT_WORDS.filter((name) => typeof given[name] === 'string').map((name) => [name, line(given[name], 100)]);
  const numbers = REPORT_NUMBERS.filter((name) => Number.isFinite(given[name])).map((name) => [name, given[name]]);
  const attempts = list(given.attempts, MOST.attempts).map((attempt) => ({
    provider: line(attempt?.provider, 60), error: attempt?.error ? line(attempt.error, 60) : undefined,
    status: Number.isInteger(attempt?.status) ? attempt.status : undefined, reason: attempt?.reason ? line(attempt.reason, 500) : undefined,
    duration: Number.isFinite(attempt?.duration) ? attempt.duration : 0, isSuperseded: attempt?.isSuperseded === true,
  }));
  return { model: given.model, ...Object.fromEntries([...words, ...numbers]), attempts };
}

const list = (value, most) => (Array.isArray(value) ? value.slice(0, most) : []);
const string = (value) => (typeof value === 'string' ? value : '');
const line = (value, most) => string(value).replace(/\s+/g, ' ').trim().slice(0, most);
const model = (value) => (typeof value === 'string' && MODEL.test(value) ? value : null);
const time = (value) => (Number.isFinite(value) && value > 0 && value <= Date.now() ? value : Date.now());
