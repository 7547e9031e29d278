// Shows a program, with a button that copies it.

import { codeBlock } from '../markdown/code-block.js';

const CSHARP = { name: 'C#', highlight: 'csharp' };

/** @param {{name: string, highlight: string}} language Its name for people, and the one that its code is colored by. */
export function drawCode(container, code, { name, highlight } = CSHARP) {
  if (container.dataset.code !== code) {
    container.dataset.code = code;
    container.replaceChildren(codeBlock(code, highlight, { title: name, label: `The ${name} code` }).node);
  }
}
