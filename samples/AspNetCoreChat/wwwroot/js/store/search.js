// Finds chats by what is in them, one after the other, so that no more than one is in memory.

import { chats } from './chats.js';
import { got, transact } from './database.js';

/** The ids of the chats that have all words of a search in their title, tags or text. */
export async function findChats(search) {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  const found = new Set();
  const look = async (contents) => {
    const head = new Map(chats.map((chat) => [chat.id, chat]));
    const request = contents.openCursor();
    for (let cursor = await got(request); cursor; cursor = await got(request)) {
      const { title = '', tags = [] } = head.get(cursor.value.id) ?? {};
      const text = [title, ...tags, ...cursor.value.rounds.flatMap(wordsOf)].join('\n').toLowerCase();
      if (words.every((word) => text.includes(word))) {
        found.add(cursor.value.id);
      }

      cursor.continue();
    }
  };
  await transact(['contents'], 'readonly', look);
  return found;
}

const wordsOf = (round) => [round.text, ...round.answers.flatMap((answer) => answer.parts.map((part) => part.text ?? ''))];
