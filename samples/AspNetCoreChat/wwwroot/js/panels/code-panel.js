// The call of the chat as a program, in the language that is chosen.

import { save, state } from '../store.js';
import { $, h, show } from '../ui/dom.js';
import { chatCode } from './chat-code.js';
import { LANGUAGES } from './code-languages.js';
import { drawCode } from './code-view.js';
import { wireRequest } from './wire-request.js';

const CSHARP = 'C#';

/** @returns {(what: object) => void} Draws the program of a call. */
export function setUpCode() {
  const choice = $('#code-language');
  let last = null;
  choice.append(...[CSHARP, ...Object.keys(LANGUAGES)].map((name) => h('option', { value: name }, name)));
  const draw = (what) => {
    last = what;
    const name = LANGUAGES[state.settings.language] ? state.settings.language : CSHARP;
    choice.value = name;
    const { highlight = 'csharp', write } = LANGUAGES[name] ?? {};
    drawCode($('#code'), write ? write(wireRequest(what)) : chatCode(what), { name, highlight });
    show($('#code-mcp'), Boolean(write) && state.settings.servers.some((server) => server.on));
  };
  choice.addEventListener('change', () => {
    state.settings.language = choice.value;
    save();
    draw(last);
  });
  return draw;
}
