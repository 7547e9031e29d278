// Everything can be done from the keyboard; these are the short ways.

import { $ } from './ui/dom.js';

export const SHORTCUTS = [
  ['Enter', 'Send'],
  ['Shift Enter', 'New line'],
  ['↑', 'The last prompt again, in an empty box'],
  ['Esc', 'Stop the answer'],
  ['/', 'Write a prompt'],
  ['Ctrl K', 'Choose a model'],
  ['Alt N', 'New chat'],
  ['Alt S', 'Two models side by side'],
  ['Alt P', 'Show or hide the panel'],
  ['?', 'These shortcuts'],
];

/** @param {Record<string, () => void>} actions By the name of what they do. */
export function setUpShortcuts(actions) {
  addEventListener('keydown', (event) => {
    const isTyping = event.target.matches('input, textarea, select');
    const name = nameOf(event, isTyping);
    if (name && !(document.querySelector('dialog[open]') && name !== 'stop')) {
      if (actions[name]() !== false) {
        event.preventDefault();
      }
    }
  });
  $('#help-close').addEventListener('click', () => $('#help').close());
}

function nameOf(event, isTyping) {
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k') {
    return 'model';
  }

  if (event.altKey) {
    return { KeyN: 'fresh', KeyS: 'sides', KeyP: 'panel' }[event.code];
  }

  return event.key === 'Escape' ? 'stop' : isTyping || event.ctrlKey || event.metaKey ? null : { '/': 'write', '?': 'help' }[event.key];
}
