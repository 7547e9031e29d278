// The chat's page: which chat is open, and what its buttons do.

import { $ } from '../ui/dom.js';
import { recallAnswers } from '../health/health-feed.js';
import { state } from '../store.js';
import { chats, flush, loadChats, onChats, readChat } from '../store/chats.js';
import { hear, isAnswered } from '../store/tabs.js';
import { setUpHistory } from '../history/history.js';
import { overBudget } from '../panels/usage-view.js';
import { chatAddress, go, rename } from '../views.js';
import { ChatView } from './chat-view.js';
import { Composer } from './composer.js';
import { newChat, settle, touch } from './conversation.js';
import { Lanes, firstLanes } from './lanes.js';
import { blindnessOf } from './sight.js';
import { path } from './tree.js';

export class ChatPage {
  #wanted = null;

  /** @param {{session: object, changed: (answer: object | undefined) => void, inspect: (answer: object) => void, addDemoServer: () => Promise<void>, toolsChanged: () => void, problem: (message: string) => void}} app */
  constructor(app) {
    this.app = app;
    this.chat = newChat(firstLanes(app.session));
    this.lanes = new Lanes({
      chat: () => this.chat,
      isBusy: () => this.view.isBusy,
      changed: () => this.#lanesChanged(),
      chosen: () => this.composer.focus(),
    });
    this.view = new ChatView({
      busy: (busy) => (this.composer.busy = busy),
      asked: () => this.#asked(),
      changed: (answer) => app.changed(answer),
      inspect: app.inspect,
      edit: (round) => this.composer.edit(round),
      example: (example) => this.#example(example),
      toolsChanged: app.toolsChanged,
      problem: app.problem,
    });
    this.composer = new Composer({
      send: (text, pictures, files, instead) => this.#send(text, pictures, files, instead),
      stop: () => this.view.stop(),
      problem: app.problem,
      blindness: () => blindnessOf(this.chat.lanes),
      instead: (lane, model) => this.lanes.use(lane, { model, policy: null, provider: null }),
      recall: () => path(this.chat).at(-1)?.text ?? '',
    });
    this.history = setUpHistory({
      current: () => (this.isStored ? this.chat.id : null),
      removed: (id) => this.#removed(id),
      restored: (id) => go(chatAddress(id)),
    });
    onChats(() => this.#chatsChanged());
    hear((message) => this.#hear(message));
    $('#new-chat').addEventListener('click', () => this.fresh());
  }

  /** Whether the chat that is open is one of the list. */
  get isStored() {
    return this.chat.rounds.length > 0;
  }

  get lastAnswer() {
    return path(this.chat).at(-1)?.answers[0];
  }

  get address() {
    return chatAddress(this.isStored ? this.chat.id : null);
  }

  /** Shows the chat of an address; none is a new one. */
  async show(id) {
    this.#wanted = id;
    document.body.classList.remove('history-shown');
    if (id === (this.isStored ? this.chat.id : null) && this.isShown) {
      this.#draw();
      return;
    }

    if (id === null) {
      this.#open(newChat(structuredClone(this.chat.lanes)));
      return;
    }

    await flush();
    const chat = await readChat(id);
    if (id !== this.#wanted) {
      return; // Another one was wanted in the meantime.
    }

    if (!chat) {
      this.app.problem('There is no such chat in this browser.');
      await go(chatAddress(), { replace: true });
      return;
    }

    if (!(await isAnswered(id))) {
      settle(chat);
    }

    this.#open(chat);
  }

  #open(chat, stays = false) {
    this.chat = chat;
    this.isShown = true;
    recallAnswers(chat);
    this.view.show(chat, stays);
    this.#draw();
    this.app.changed(this.lastAnswer);
  }

  /** A new chat with the models of this one. */
  async fresh() {
    this.isShown = false;
    await go(chatAddress());
    this.composer.focus();
  }

  #lanesChanged() {
    touch(this.chat);
    this.view.draw();
    this.#draw();
    this.app.changed(this.lastAnswer);
  }

  async #send(text, pictures, files, instead) {
    this.composer.busy = true; // From here on, Enter does not send twice.
    const reason = await overBudget();
    if (reason) {
      this.composer.busy = false;
      this.app.problem(reason);
      return false;
    }

    return this.view.send(text, pictures, files, instead);
  }

  #asked() {
    rename(this.address);
    this.#draw();
    this.app.changed(this.lastAnswer);
  }

  async #example({ text, tools = [], mcp = false }) {
    const { settings } = state;
    settings.tools = [...new Set([...settings.tools, ...tools])];
    if (mcp) {
      await this.app.addDemoServer();
    }

    this.app.toolsChanged();
    await this.#send(text, [], [], null);
  }

  #removed(id) {
    if (id === this.chat.id) {
      this.view.stop();
      this.fresh();
    }
  }

  #chatsChanged() {
    this.history.draw();
    this.#drawTitle();
  }

  /** Another tab has changed something. */
  async #hear({ kind, id }) {
    if (kind === 'removed' && id === this.chat.id) {
      this.#removed(id);
    }

    if (kind === 'chat' || kind === 'removed') {
      await loadChats();
      const chat = kind === 'chat' && id === this.chat.id && !this.view.isBusy ? await readChat(id) : null;
      if (chat && !this.view.isBusy && chat.revision > this.chat.revision) {
        this.#open(chat, true);
      }

      this.#chatsChanged();
    }
  }

  #draw() {
    this.lanes.draw();
    this.composer.checkSight();
    $('nav a[data-view="chat"]').href = this.address;
    this.#chatsChanged();
  }

  #drawTitle() {
    if (document.body.dataset.view === 'chat') {
      const title = chats.find(({ id }) => id === this.chat.id)?.title ?? (this.isStored ? this.chat.title : null);
      document.title = title ? `${title} – Playground` : 'Playground';
    }
  }
}
