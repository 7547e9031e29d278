// The chats that the browser keeps. A chat is read and written whole; its title, tags and pin are changed for themselves, so that a tab
// which answers in it does not undo what another has just named.

import { got, isFull, transact, writeNow } from './database.js';
import { holds, tell } from './tabs.js';

const SAVE_DELAY = 500;
const BOTH = ['chats', 'contents'];

/** What the list shows of each chat: `{id, title, named, pinned, tags, created, updated}`, the newest first. */
export let chats = [];

let unsaved = null;
let timer = null;

/** What is being written now: a page that is left in the middle of it writes it again, since the browser takes that back. */
let writing = null;

export async function loadChats() {
  chats = (await transact(['chats'], 'readonly', (heads) => got(heads.getAll()))).sort((a, b) => b.updated - a.updated);
}

/** Null when there is none. */
export async function readChat(id) {
  const [head, contents] = await transact(BOTH, 'readonly', (...stores) => Promise.all(stores.map((store) => got(store.get(id)))));
  return head && contents ? { ...contents, ...head } : null;
}

/** Writes a chat soon: an answer that streams changes many times a second. */
export function save(chat) {
  if (unsaved && unsaved !== chat) {
    flush();
  }

  unsaved = chat;
  timer ??= setTimeout(flush, SAVE_DELAY);
}

/** Writes now. What another tab has deleted stays deleted, and what it has written since then stays, unless the answer that comes is ours. */
export async function flush() {
  const chat = takeUnsaved();
  if (!chat) {
    return;
  }

  const isNew = chat.revision === 0;
  writing = { chat, isNew };
  try {
    await transact(BOTH, 'readwrite', async (heads, contents) => write(chat, await got(heads.get(chat.id)), isNew, heads, contents));
    await changed('chat', chat.id);
  } catch (error) {
    console.warn(isFull(error) ? 'The browser has no room to keep this chat: delete others.' : 'The browser could not keep this chat.', error);
  } finally {
    writing = writing?.chat === chat ? null : writing;
  }
}

function flushAtTheEnd() {
  const left = takeUnsaved();
  const chat = left ?? writing?.chat;
  if (chat) {
    const isNew = chat.revision === 0 || (writing?.chat === chat && writing.isNew);
    writeNow(BOTH, (...stores) => write(chat, chats.find(({ id }) => id === chat.id), isNew, ...stores));
  }
}

/** @param {boolean} isNew Whether it was never written: what is not there has been deleted otherwise. */
function write(chat, kept, isNew, heads, contents) {
  if (kept ? kept.revision <= chat.revision || holds(chat.id) : isNew) {
    chat.revision = Math.max(chat.revision, kept?.revision ?? 0) + 1;
    heads.put(headOf(chat, kept));
    contents.put(contentsOf(chat));
  }
}

function takeUnsaved() {
  clearTimeout(timer);
  timer = null;
  const chat = unsaved;
  unsaved = null;
  return chat;
}

const contentsOf = ({ id, lanes, rounds, leaf }) => ({ id, lanes, rounds, leaf });

const headOf = (chat, kept) => ({
  id: chat.id, title: kept?.named ? kept.title : chat.title, named: kept?.named ?? false, pinned: kept?.pinned ?? false, tags: kept?.tags ?? [],
  created: chat.created, updated: chat.updated, revision: chat.revision,
});

/** Changes title, tags or pin. */
export async function amend(id, change) {
  await transact(['chats'], 'readwrite', async (heads) => {
    const head = await got(heads.get(id));
    if (head) {
      heads.put({ ...head, ...change });
    }
  });
  await changed('chat', id);
}

/** Returns what was removed; `add` brings it back. */
export async function remove(id) {
  if (unsaved?.id === id) {
    await flush();
  }

  const chat = await readChat(id);
  await transact(BOTH, 'readwrite', async (heads, contents) => {
    heads.delete(id);
    contents.delete(id);
  });
  await changed('removed', id);
  return chat;
}

/** Adds chats that were removed or imported. */
export async function add(...added) {
  await transact(BOTH, 'readwrite', async (heads, contents) => {
    for (const chat of added) {
      heads.put(headOf(chat, chat));
      contents.put(contentsOf(chat));
    }
  });
  for (const { id } of added) {
    await changed('chat', id);
  }
}

async function changed(kind, id) {
  await loadChats();
  tell({ kind, id });
  listeners.forEach((listener) => listener());
}

const listeners = new Set();

/** Calls `listener` when this tab has changed what is kept. */
export const onChats = (listener) => listeners.add(listener);

addEventListener('pagehide', flushAtTheEnd);
