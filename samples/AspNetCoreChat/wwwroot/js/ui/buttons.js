import { h } from './dom.js';
import { icon } from './icons.js';

/** A button that shows an icon; its label is read out and is its tooltip. */
export const iconButton = (name, label, onClick, props = {}) =>
  h('button', { type: 'button', class: 'icon-button', 'aria-label': label, title: label, on: { click: onClick }, ...props }, icon(name));

/** Copies a text, and says so for a moment. */
export function copyButton(text, label = 'Copy') {
  const button = h('button', { type: 'button', class: 'small quiet copy' }, icon('copy'), h('span', {}, label));
  button.addEventListener('click', async () => {
    await navigator.clipboard.writeText(typeof text === 'function' ? text() : text);
    button.lastChild.textContent = 'Copied';
    setTimeout(() => (button.lastChild.textContent = label), 1500);
  });
  return button;
}
