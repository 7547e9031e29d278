// A chat: rounds of one prompt and an answer from each lane. A lane is a model with a way to reach it. What a model is sent follows from
// the rounds, so that branches share what they have in common.

import { save } from '../store/chats.js';
import { contentOf } from './files.js';
import { giveResult } from './own-functions.js';
import { grow, path } from './tree.js';

const TITLE_LENGTH = 120;

export const newLane = (model) => ({ id: crypto.randomUUID(), model, policy: null, provider: null, fallBack: true });

/** It is not kept until something is asked. */
export const newChat = (lanes) => ({
  id: crypto.randomUUID(), title: 'New chat', created: Date.now(), updated: Date.now(), lanes, rounds: [], leaf: null, revision: 0,
});

export function touch(chat) {
  if (chat.rounds.length > 0) {
    chat.updated = Date.now();
    save(chat);
  }
}

/**
 * Adds a prompt, and an empty answer of each lane.
 * @param {object | null} parent The round that it follows.
 */
export function addRound(chat, parent, text, images, files) {
  if (chat.rounds.length === 0) {
    chat.title = text.trim().replace(/\s+/g, ' ').slice(0, TITLE_LENGTH) || (files[0]?.name ?? 'Picture');
  }

  leaveBehind(parent);
  const round = grow(chat, parent, { text, images, files, answers: chat.lanes.map(newAnswer) });
  touch(chat);
  return round;
}

/** A new prompt answers what was still open: those calls do not run. */
function leaveBehind(round) {
  for (const answer of round?.answers ?? []) {
    if (isWaiting(answer)) {
      answer.parts.filter((part) => part.state === 'asking').forEach((part) => (part.state = 'denied'));
      answer.parts.filter((part) => part.state === 'answering').forEach((part) => giveResult(answer, part, 'The user gave no result.'));
      answer.status = 'done';
    }
  }
}

/** `messages`: what the model said and what its tools gave, as it is sent with the next prompt. */
export const newAnswer = (lane) => ({ lane: lane.id, model: lane.model, status: 'streaming', parts: [], reports: [], messages: [] });

/** What the model of a lane is sent for its answer of a round, up to where that answer is. */
export function historyOf(chat, round, lane) {
  const rounds = path(round ? { ...chat, leaf: round.id } : chat);
  const { id } = chat.lanes[lane];
  const answerOf = ({ answers }) => answers.find((answer) => answer.lane === id) ?? answers[0];
  return rounds.flatMap((earlier) => [promptOf(earlier), ...(answerOf(earlier)?.messages ?? [])]);
}

const promptOf = ({ text, images, files = [] }) => ({
  role: 'user',
  contents: [...files.map(contentOf), ...(text ? [{ $type: 'text', text }] : []), ...images.map((uri) => ({ $type: 'data', uri }))],
});

/** An answer that was still coming when the page was closed has stopped there. */
export const settle = (chat) =>
  chat.rounds.forEach((round) => round.answers.filter((answer) => answer.status === 'streaming').forEach(stopAt));

/** Keeps what had come of an answer in the history, so that the model knows what it has said. */
export function stopAt(answer) {
  answer.status = 'stopped';
  keepUnsent(answer);
}

export function keepUnsent(answer) {
  if (answer.unsent) {
    answer.messages.push({ role: 'assistant', contents: [{ $type: 'text', text: answer.unsent }] });
  }

  delete answer.unsent;
}

/** Whether the person has to decide about a call, or to give its result. */
export const isWaiting = (answer) => answer.parts.some((part) => part.type === 'tool' && (part.state === 'asking' || part.state === 'answering'));
