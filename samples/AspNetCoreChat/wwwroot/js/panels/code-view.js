// Shows a program, with a button that copies it.

import { h } from '../ui/dom.js';
import { copyButton } from '../ui/buttons.js';
import { coloured } from './csharp.js';

export function drawCode(container, code) {
  if (container.dataset.code === code) {
    return;
  }

  container.dataset.code = code;
  container.replaceChildren(h('figure', { class: 'code' },
    h('figcaption', {}, h('span', {}, 'C#'), copyButton(code)),
    h('pre', { tabindex: 0, role: 'region', 'aria-label': 'The C# code' }, h('code', {}, ...coloured(code)))));
}
