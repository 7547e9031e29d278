// Renames a chat, and gives it tags.

import { amend, chats } from '../store/chats.js';
import { $ } from '../ui/dom.js';

const MOST_TAGS = 12;
const LONGEST = { title: 200, tag: 40 };

let edited = null;

export function setUpChatDialog() {
  $('#chat-dialog').addEventListener('close', () => {
    if ($('#chat-dialog').returnValue === 'save') {
      const title = $('#chat-title').value.trim().slice(0, LONGEST.title);
      amend(edited.id, { ...(title ? { title, named: true } : {}), tags: readTags($('#chat-tags').value) });
    }
  });
  $('#chat-dialog-close').addEventListener('click', () => $('#chat-dialog').close(''));
}

export function editChat(id) {
  edited = chats.find((chat) => chat.id === id);
  $('#chat-title').value = edited.title;
  $('#chat-tags').value = edited.tags.join(', ');
  $('#known-tags').textContent = knownTags();
  $('#chat-dialog').returnValue = '';
  $('#chat-dialog').showModal();
  $('#chat-title').select();
}

/** Words between commas, each once. */
export const readTags = (text) => [...new Set(text.split(',').map((tag) => tag.trim().slice(0, LONGEST.tag)).filter(Boolean))].slice(0, MOST_TAGS);

function knownTags() {
  const known = [...new Set(chats.flatMap((chat) => chat.tags))];
  return known.length > 0 ? `There are: ${known.join(', ')}` : 'Words between commas';
}
