// The chats beside the conversation, and what can be done with them.

import { add, remove } from '../store/chats.js';
import { announce } from '../ui/announcer.js';
import { $ } from '../ui/dom.js';
import { problem } from '../ui/problem.js';
import { offerUndo } from '../ui/undo.js';
import { editChat, setUpChatDialog } from './chat-dialog.js';
import { openFile, saveAll, saveChat } from './exchange.js';
import { HistoryList } from './history-list.js';

/** @param {{current: () => string | null, removed: (id: string) => void, restored: (id: string) => void}} actions */
export function setUpHistory({ current, removed, restored }) {
  const guard = (work) => async (...given) => {
    try {
      await work(...given);
    } catch (error) {
      problem(error.message);
    }
  };
  const list = new HistoryList({
    current,
    menu: {
      edit: editChat,
      save: guard(saveChat),
      remove: guard(async (id) => {
        removed(id);
        const chat = await remove(id);
        announce(`“${chat.title}” was deleted.`);
        offerUndo(`“${chat.title}” was deleted.`, async () => {
          await add(chat);
          restored(id);
        });
      }),
    },
  });
  setUpChatDialog();
  const file = $('#chats-file');
  $('#import-chats').addEventListener('click', () => file.click());
  $('#export-chats').addEventListener('click', guard(saveAll));
  file.addEventListener('change', guard(async () => {
    const [chosen] = file.files;
    file.value = '';
    const added = await openFile(chosen);
    announce(`${added.length} ${added.length === 1 ? 'chat was' : 'chats were'} added.`);
  }));
  return list;
}
