// Which chat is open: the one of the address, in this tab and as another tab changes it.

import { recallAnswers } from '../health/health-feed.js';
import { chats, flush, loadChats, readChat } from '../store/chats.js';
import { hear, isAnswered } from '../store/tabs.js';
import { chatAddress, go } from '../views.js';
import { newChat, settle } from './conversation.js';
import { path } from './tree.js';

export class OpenChat {
  #wanted = null;
  #isShown = false;

  /**
   * @param {object[]} lanes The models of the first chat.
   * @param {{opened: (stays: boolean) => void, left: () => void, listed: () => void, isBusy: () => boolean, problem: (message: string) => void}} page
   */
  constructor(lanes, page) {
    this.chat = newChat(lanes);
    this.page = page;
    hear((message) => this.#hear(message));
  }

  /** Whether it is one of the list. */
  get isStored() {
    return this.chat.rounds.length > 0;
  }

  get id() {
    return this.isStored ? this.chat.id : null;
  }

  get address() {
    return chatAddress(this.id);
  }

  get title() {
    return chats.find(({ id }) => id === this.chat.id)?.title ?? (this.isStored ? this.chat.title : null);
  }

  get lastAnswer() {
    return path(this.chat).at(-1)?.answers[0];
  }

  /** Opens the chat of an address; none is a new one. False when it is open already. */
  async show(id) {
    this.#wanted = id;
    if (id === this.id && this.#isShown) {
      return false;
    }

    if (id === null) {
      this.#open(newChat(structuredClone(this.chat.lanes)));
      return true;
    }

    await flush();
    const chat = await readChat(id);
    if (id !== this.#wanted) {
      return true; // Another one was wanted in the meantime.
    }

    if (!chat) {
      this.page.problem('There is no such chat in this browser.');
      await go(chatAddress(), { replace: true });
      return true;
    }

    if (!(await isAnswered(id))) {
      settle(chat);
    }

    this.#open(chat);
    return true;
  }

  /** A new chat with the models of this one. */
  async fresh() {
    this.#isShown = false;
    await go(chatAddress());
  }

  /** What was deleted is not shown. */
  removed(id) {
    if (id === this.chat.id) {
      this.page.left();
    }
  }

  #open(chat, stays = false) {
    this.chat = chat;
    this.#isShown = true;
    recallAnswers(chat);
    this.page.opened(stays);
  }

  /** Another tab has changed something. */
  async #hear({ kind, id }) {
    if (kind === 'removed') {
      this.removed(id);
    }

    if (kind === 'chat' || kind === 'removed') {
      await loadChats();
      const chat = kind === 'chat' && id === this.chat.id && !this.page.isBusy() ? await readChat(id) : null;
      if (chat && !this.page.isBusy() && chat.revision > this.chat.revision) {
        this.#open(chat, true);
      }

      this.page.listed();
    }
  }
}
