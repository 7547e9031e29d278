// The settings: kept in the browser, the same in every tab. Chats and what was made are in store/.

const SETTINGS = 'playground.settings';
const SAVE_DELAY = 300;

const DEFAULT_SETTINGS = {
  instructions: '', temperature: null, maxOutputTokens: null, topP: null, frequencyPenalty: null, presencePenalty: null, seed: null,
  stopSequences: [], effort: null, tools: [], servers: [], lanes: [], dayBudget: null, schema: null,
  functions: [], presets: [], language: 'C#', panel: true,
};

/** Tokens for MCP servers, by address: kept until the page is closed, and never stored. */
export const secrets = new Map();

export const state = { settings: { ...DEFAULT_SETTINGS, ...read() } };

let timer = null;

/** Writes the settings soon. */
export function save() {
  timer ??= setTimeout(flush, SAVE_DELAY);
}

/** Calls `listener` when another tab has changed the settings. Whether the panel is open is each tab's own. */
export function onSettings(listener) {
  addEventListener('storage', (event) => {
    if (event.key === SETTINGS && event.newValue !== null) {
      Object.assign(state.settings, read(), { panel: state.settings.panel });
      listener();
    }
  });
}

function flush() {
  if (timer !== null) {
    clearTimeout(timer);
    timer = null;
    localStorage.setItem(SETTINGS, JSON.stringify(state.settings));
  }
}

/** Null for what is not there or cannot be read. */
function read() {
  try {
    return JSON.parse(localStorage.getItem(SETTINGS));
  } catch {
    return null;
  }
}

addEventListener('pagehide', flush);
