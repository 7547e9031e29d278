// Chats of an earlier version of this page, which kept each under a key of the local storage: they are brought over, once.

import { newLane, settle } from '../chat/conversation.js';
import { add } from './chats.js';

const CHAT = 'playground.chat.';

/** A chat that cannot be read stays where it is. */
export async function bringOver() {
  const keys = Object.keys(localStorage).filter((key) => key.startsWith(CHAT));
  const found = keys.map((key) => [key, read(key)]).filter(([, chat]) => chat !== null);
  if (found.length > 0) {
    await add(...found.map(([, chat]) => chat));
    found.forEach(([key]) => localStorage.removeItem(key));
  }
}

function read(key) {
  try {
    return converted(JSON.parse(localStorage.getItem(key)));
  } catch (error) {
    console.warn(`The chat ${key} of an earlier version cannot be read.`, error);
    return null;
  }
}

/** Each lane had the whole history; each answer had the place in it where its prompt was. */
function converted({ id, title, updated, lanes: earlier, rounds: said }) {
  const lanes = earlier.map(({ model, policy, provider, fallBack }) => ({ ...newLane(model), policy, provider, fallBack }));
  let parent = null;
  const rounds = said.map(({ text, images, answers }, index) => {
    const round = {
      id: crypto.randomUUID(), parent, text, images, files: [],
      answers: answers.map(({ from, ...answer }, lane) => ({
        ...answer, lane: lanes[lane]?.id,
        messages: (earlier[lane]?.messages ?? []).slice(from + 1, said[index + 1]?.answers[lane]?.from),
      })),
    };
    parent = round.id;
    return round;
  });
  const chat = { id, title, created: updated, updated, lanes, rounds, leaf: parent, revision: 1 };
  settle(chat);
  return chat;
}
