// The chat's page: connects what is written, what is answered and what is kept.

import { $ } from '../ui/dom.js';
import { state } from '../store.js';
import { onChats } from '../store/chats.js';
import { setUpHistory } from '../history/history.js';
import { overBudget } from '../panels/usage-view.js';
import { chatAddress, go, rename } from '../views.js';
import { ChatView } from './chat-view.js';
import { Composer } from './composer.js';
import { touch } from './conversation.js';
import { Lanes, firstLanes } from './lanes.js';
import { OpenChat } from './open-chat.js';
import { blindnessOf } from './sight.js';
import { path } from './tree.js';

export class ChatPage {
  #open;

  /** @param {{session: object, changed: (answer: object | undefined) => void, inspect: (answer: object) => void, addDemoServer: () => Promise<void>, toolsChanged: () => void, problem: (message: string) => void}} app */
  constructor(app) {
    this.app = app;
    this.#open = new OpenChat(firstLanes(app.session), {
      opened: (stays) => {
        this.view.show(this.chat, stays);
        this.#redraw();
      },
      left: () => {
        this.view.stop();
        this.fresh();
      },
      listed: () => this.#drawList(),
      isBusy: () => this.view.isBusy,
      problem: app.problem,
    });
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
      current: () => this.#open.id,
      removed: (id) => this.#open.removed(id),
      restored: (id) => go(chatAddress(id)),
    });
    onChats(() => this.#drawList());
    $('#new-chat').addEventListener('click', () => this.fresh());
  }

  get chat() {
    return this.#open.chat;
  }

  /** Shows the chat of an address; none is a new one. */
  async show(id) {
    document.body.classList.remove('history-shown');
    if (!(await this.#open.show(id))) {
      this.#draw();
    }
  }

  /** A new chat with the models of this one. */
  async fresh() {
    await this.#open.fresh();
    this.composer.focus();
  }

  #lanesChanged() {
    touch(this.chat);
    this.view.draw();
    this.#redraw();
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
    rename(this.#open.address);
    this.#redraw();
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

  #redraw() {
    this.#draw();
    this.app.changed(this.#open.lastAnswer);
  }

  #draw() {
    this.lanes.draw();
    this.composer.checkSight();
    $('nav a[data-view="chat"]').href = this.#open.address;
    this.#drawList();
  }

  #drawList() {
    this.history.draw();
    if (document.body.dataset.view === 'chat') {
      document.title = this.#open.title ? `${this.#open.title} – Playground` : 'Playground';
    }
  }
}
