// What the browser keeps: settings, and each conversation under a key of its own, so that two tabs do not undo each other's. The server keeps nothing.

const SETTINGS = 'playground.settings';
const CHAT = 'playground.chat.';
const CURRENT = 'playground.current';
const SAVE_DELAY = 500;
const MOST_CONVERSATIONS = 50;

const DEFAULT_SETTINGS = { instructions: '', temperature: null, maxOutputTokens: null, topP: null, frequencyPenalty: null, presencePenalty: null, seed: null, stopSequences: [], effort: null, tools: [], servers: [], panel: true };

/** Tokens for MCP servers, by address: kept until the page is closed, and never stored. */
export const secrets = new Map();

const conversations = readConversations();

export const state = {
  conversations,
  current: sessionStorage.getItem(CURRENT) ?? conversations[0]?.id ?? null,
  settings: { ...DEFAULT_SETTINGS, ...read(SETTINGS) },
};

const changed = new Set();
let timer = null;

/** Writes the settings soon, and the conversation when one is given: an answer that streams changes many times a second. */
export function save(conversation) {
  if (conversation && state.conversations.includes(conversation)) {
    changed.add(conversation);
  }

  timer ??= setTimeout(flush, SAVE_DELAY);
}

export function removeConversation(id) {
  state.conversations = state.conversations.filter((conversation) => conversation.id !== id);
  changed.forEach((conversation) => conversation.id === id && changed.delete(conversation));
  localStorage.removeItem(CHAT + id);
}

/** Writes now. */
function flush() {
  clearTimeout(timer);
  timer = null;
  sessionStorage.setItem(CURRENT, state.current ?? '');
  write(SETTINGS, state.settings);
  for (const conversation of changed) {
    write(CHAT + conversation.id, conversation);
  }

  changed.clear();
}

/** When the storage is full, the oldest conversation makes room. The one on the page is never given up. */
function write(key, value) {
  const text = JSON.stringify(value);
  for (;;) {
    try {
      localStorage.setItem(key, text);
      return;
    } catch (error) {
      const oldest = state.conversations.filter((conversation) => conversation.id !== state.current).sort((a, b) => a.updated - b.updated)[0];
      if (error.name !== 'QuotaExceededError' || !oldest) {
        console.warn('The browser has no room to keep this.', error);
        return;
      }

      removeConversation(oldest.id);
    }
  }
}

/** Null for what is not there or cannot be read. */
function read(key) {
  try {
    return JSON.parse(localStorage.getItem(key));
  } catch {
    return null;
  }
}

/** The newest first; what is too old is forgotten. */
function readConversations() {
  const all = Object.keys(localStorage)
    .filter((key) => key.startsWith(CHAT))
    .map(read)
    .filter((conversation) => conversation?.rounds && conversation.lanes)
    .sort((a, b) => b.updated - a.updated);
  all.splice(MOST_CONVERSATIONS).forEach((conversation) => localStorage.removeItem(CHAT + conversation.id));
  return all;
}

addEventListener('pagehide', flush);
