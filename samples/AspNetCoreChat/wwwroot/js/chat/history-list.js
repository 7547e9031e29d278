// The chats that the browser keeps.

import { $, h } from '../ui/dom.js';
import { iconButton } from '../ui/buttons.js';
import { state } from '../store.js';

/** @param {{open: (id: string) => void, remove: (id: string) => void}} actions */
export function drawHistory({ open, remove }) {
  const kept = state.conversations.filter((conversation) => conversation.rounds.length > 0);
  $('#history').replaceChildren(...kept.map((conversation) =>
    h('li', { data: { current: conversation.id === state.current } },
      h('button', { type: 'button', class: 'history-open', dir: 'auto', 'aria-current': conversation.id === state.current ? 'true' : null, on: { click: () => open(conversation.id) } }, conversation.title),
      iconButton('trash', `Delete “${conversation.title}”`, () => remove(conversation.id)))));
}
