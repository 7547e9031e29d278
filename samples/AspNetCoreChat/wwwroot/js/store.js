// What the browser keeps: settings and conversations. The server keeps nothing.

const KEY = 'playground.state';
const SAVE_DELAY = 300;
const MOST_CONVERSATIONS = 50;

const DEFAULT_SETTINGS = {
  instructions: '',
  temperature: null,
  maxOutputTokens: null,
  effort: null,
  tools: [],
  servers: [],
  panel: true,
};

export const state = read();

/** Tokens for MCP servers, by address: kept until the page is closed, and never stored. */
export const secrets = new Map();

let timer = null;

/** Writes soon: an answer that streams changes many times a second. */
export function save() {
  timer ??= setTimeout(flush, SAVE_DELAY);
}

/** Writes now. */
export function flush() {
  clearTimeout(timer);
  timer = null;
  state.conversations.sort((a, b) => b.updated - a.updated);
  state.conversations.length = Math.min(state.conversations.length, MOST_CONVERSATIONS);
  for (;;) {
    try {
      localStorage.setItem(KEY, JSON.stringify(state));
      return;
    } catch (error) {
      // Full: the oldest conversation goes first. The one on the page is never given up; without it there is nothing to write.
      const oldest = state.conversations.findLastIndex((conversation) => conversation.id !== state.current);
      if (error.name !== 'QuotaExceededError' || oldest < 0) {
        console.warn('The conversation could not be kept.', error);
        return;
      }

      state.conversations.splice(oldest, 1);
    }
  }
}

function read() {
  let stored = {};
  try {
    stored = JSON.parse(localStorage.getItem(KEY)) ?? {};
  } catch {
    // What cannot be read is begun anew.
  }

  return {
    current: stored.current ?? null,
    conversations: Array.isArray(stored.conversations) ? stored.conversations : [],
    settings: { ...DEFAULT_SETTINGS, ...stored.settings },
  };
}

addEventListener('pagehide', flush);
