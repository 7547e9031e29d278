// Says what was done, and takes it back on request. It stays long enough to be read by everybody, and longer while it has the focus.

import { $, h, show } from './dom.js';

const SHOWN = 20_000;

let timer = null;

/** @param {() => unknown} undo */
export function offerUndo(words, undo) {
  const box = $('#undo');
  const close = () => {
    clearTimeout(timer);
    show(box, false);
  };
  const wait = () => {
    clearTimeout(timer);
    timer = setTimeout(() => (box.matches(':focus-within, :hover') ? wait() : close()), SHOWN);
  };
  box.replaceChildren(h('span', { dir: 'auto' }, words),
    h('button', { type: 'button', class: 'small', on: { click: () => {
      close();
      undo();
    } } }, 'Undo'));
  show(box, true);
  wait();
}
