// Code with its language, its colors and a button that copies it.

import { copyButton } from '../ui/buttons.js';
import { h } from '../ui/dom.js';
import { highlighted } from './highlight.js';

const PAUSE = 150;

/** @param {string} language As it was written behind the fence. */
export function codeBlock(code, language, { title, label } = {}) {
  const name = (language ?? '').match(/^[\w#+.-]{1,20}/)?.[0] ?? 'text';
  let shown = code;
  let timer = null;
  const rest = document.createTextNode(code);
  const body = h('code', {}, rest);
  const color = async () => {
    timer = null;
    const colored = shown;
    const nodes = await highlighted(colored, name).catch(() => null);
    if (nodes && shown.startsWith(colored)) {
      rest.data = shown.slice(colored.length);
      body.replaceChildren(...nodes, rest);
    }
  };
  color();
  return {
    node: h('figure', { class: 'code' },
      h('figcaption', {}, h('span', {}, title ?? name), copyButton(() => shown)),
      h('pre', { tabindex: 0, role: 'region', 'aria-label': label ?? `Code, ${name}` }, body)),

    /** Appends what has come: the colors follow a little later. False when it is another code. */
    grow: (longer) => {
      if (!longer.startsWith(shown)) {
        return false;
      }

      rest.appendData(longer.slice(shown.length));
      shown = longer;
      timer ??= setTimeout(color, PAUSE);
      return true;
    },
  };
}
