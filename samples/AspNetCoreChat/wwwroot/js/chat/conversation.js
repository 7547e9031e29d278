// A conversation: rounds of one prompt and an answer from each lane. A lane is a model with a way to reach it, and the history that is sent to it.

import { save, state } from '../store.js';

const TITLE_LENGTH = 48;

export const newLane = (model) => ({ model, policy: null, provider: null, fallBack: true, messages: [] });

export function newConversation(lanes) {
  const conversation = { id: crypto.randomUUID(), title: 'New chat', updated: Date.now(), lanes, rounds: [] };
  state.conversations.unshift(conversation);
  state.current = conversation.id;
  save();
  return conversation;
}

export const currentConversation = () => state.conversations.find((conversation) => conversation.id === state.current);

export function touch(conversation) {
  conversation.updated = Date.now();
  save(conversation);
}

/** Adds a prompt to every lane, and an empty answer for each. */
export function addRound(conversation, text, images) {
  if (conversation.rounds.length === 0) {
    conversation.title = text.trim().slice(0, TITLE_LENGTH) || 'Picture';
  }

  leaveBehind(conversation);
  const contents = [...(text ? [{ $type: 'text', text }] : []), ...images.map((uri) => ({ $type: 'data', uri }))];
  const round = {
    text,
    images,
    answers: conversation.lanes.map((lane) => {
      const answer = newAnswer(lane);
      lane.messages.push({ role: 'user', contents });
      return answer;
    }),
  };
  conversation.rounds.push(round);
  touch(conversation);
  return round;
}

/** A new prompt answers what was still open: those calls do not run. */
function leaveBehind(conversation) {
  for (const answer of conversation.rounds.at(-1)?.answers ?? []) {
    if (isWaiting(answer)) {
      answer.parts.filter((part) => part.state === 'asking').forEach((part) => (part.state = 'denied'));
      answer.status = 'done';
    }
  }
}

/** `from`: where in the lane's history the prompt is. */
export const newAnswer = (lane) => ({ model: lane.model, from: lane.messages.length, status: 'streaming', parts: [], reports: [] });

/** Takes an answer back, with everything that came after the prompt. */
export function rewind(lane, answer) {
  lane.messages.length = answer.from + 1;
}

/** Takes the last round back, prompt and all. */
export function removeLastRound(conversation) {
  const round = conversation.rounds.pop();
  round.answers.forEach((answer, index) => {
    if (conversation.lanes[index]) {
      conversation.lanes[index].messages.length = answer.from;
    }
  });
  touch(conversation);
  return round;
}

/** A second lane that knows what was said so far; or back to one. */
export function toggleLanes(conversation, model) {
  if (conversation.lanes.length > 1) {
    conversation.lanes.length = 1;
  } else {
    const [first] = conversation.lanes;
    conversation.lanes.push({ ...structuredClone(first), model: model ?? first.model, provider: null });
  }

  touch(conversation);
}

/** An answer that was still coming when the page was closed has stopped there. */
export function settle(conversation) {
  conversation.rounds.forEach((round) =>
    round.answers.forEach((answer, index) => {
      if (answer.status === 'streaming') {
        stopAt(answer, conversation.lanes[index]);
      }
    }));
}

/** Keeps what had come of an answer in the history, so that the model knows what it has said. */
export function stopAt(answer, lane) {
  answer.status = 'stopped';
  keepUnsent(answer, lane);
}

export function keepUnsent(answer, lane) {
  if (answer.unsent && lane) {
    lane.messages.push({ role: 'assistant', contents: [{ $type: 'text', text: answer.unsent }] });
  }

  delete answer.unsent;
}

export const isWaiting = (answer) => answer.parts.some((part) => part.type === 'tool' && part.state === 'asking');
