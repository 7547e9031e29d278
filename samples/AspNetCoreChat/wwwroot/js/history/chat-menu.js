// What can be done with a chat of the list.

import { h } from '../ui/dom.js';
import { icon } from '../ui/icons.js';
import { iconButton } from '../ui/buttons.js';

/** @param {{pin: () => void, edit: (id: string) => void, save: (id: string, format: 'md' | 'json') => void, remove: (id: string) => void}} actions */
export const menuButton = (chat, actions) =>
  iconButton('more', `Actions for “${chat.title}”`, (event) => open(event.currentTarget, chat, actions), { 'aria-haspopup': 'dialog' });

function open(button, chat, { pin, edit, save, remove }) {
  const item = (name, label, action) => h('button', { type: 'button', class: 'quiet', on: { click: () => {
    menu.hidePopover();
    action(chat.id);
  } } }, icon(name), h('span', {}, label));
  const menu = h('div', { popover: 'auto', class: 'menu', role: 'dialog', 'aria-label': `Actions for “${chat.title}”` },
    item('pin', chat.pinned ? 'Unpin' : 'Pin', pin),
    item('edit', 'Rename and tag…', edit),
    item('download', 'Save as Markdown', (id) => save(id, 'md')),
    item('download', 'Save as JSON', (id) => save(id, 'json')),
    item('trash', 'Delete', remove));
  menu.addEventListener('toggle', (event) => {
    if (event.newState === 'closed') {
      menu.remove();
      button.focus();
    }
  });
  document.body.append(menu);
  menu.showPopover();
  const place = button.getBoundingClientRect();
  const [across, down] = [Math.min(place.left, innerWidth - menu.offsetWidth - 8), Math.min(place.bottom + 4, innerHeight - menu.offsetHeight - 8)];
  menu.style.left = `${across}px`;
  menu.style.top = `${down}px`;
  menu.querySelector('button').focus();
}
