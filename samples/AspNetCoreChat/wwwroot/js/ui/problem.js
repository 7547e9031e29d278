// What went wrong with the page itself, in a line on top of it.

import { $, h, show } from './dom.js';

export function problem(message) {
  const box = $('#problem');
  show(box, true);
  box.replaceChildren(h('span', {}, message), h('button', { type: 'button', class: 'small', on: { click: () => show(box, false) } }, 'Close'));
}
