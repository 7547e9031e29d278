// Shows a program, with a button that copies it.

import { codeBlock } from '../markdown/code-block.js';

export function drawCode(container, code) {
  if (container.dataset.code !== code) {
    container.dataset.code = code;
    container.replaceChildren(codeBlock(code, 'csharp', { title: 'C#', label: 'The C# code' }).node);
  }
}
