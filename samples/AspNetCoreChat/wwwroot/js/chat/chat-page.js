// The chat's page: which conversation is open, and what its buttons do.

import { $, show } from '../ui/dom.js';
import { removeConversation, save, state } from '../store.js';
import { ModelPicker } from '../models/model-picker.js';
import { getChatModels } from '../models/catalog.js';
import { ChatView } from './chat-view.js';
import { Composer } from './composer.js';
import { currentConversation, newConversation, newLane, settle, toggleLanes } from './conversation.js';
import { drawHistory } from './history-list.js';
import { drawLanes } from './lanes-bar.js';
import { blindnessOf } from './sight.js';

export class ChatPage {
  #picker = new ModelPicker();

  /** @param {{session: object, changed: (answer: object | undefined) => void, inspect: (answer: object) => void, addDemoServer: () => Promise<void>, toolsChanged: () => void, problem: (message: string) => void}} app */
  constructor(app) {
    this.app = app;
    this.view = new ChatView({
      busy: (busy) => (this.composer.busy = busy),
      changed: (answer) => app.changed(answer),
      inspect: app.inspect,
      edit: (round) => {
        this.composer.fill(round.text, round.images);
        this.#draw();
      },
      example: (example) => this.#example(example),
      toolsChanged: app.toolsChanged,
    });
    this.composer = new Composer({
      send: (text, pictures) => this.#send(text, pictures),
      stop: () => this.view.stop(),
      problem: app.problem,
      blindness: () => blindnessOf(this.conversation.lanes),
      instead: (lane, model) => this.#use(lane, { model, policy: null, provider: null }),
      recall: () => this.conversation.rounds.at(-1)?.text ?? '',
    });
    $('#new-chat').addEventListener('click', () => this.fresh());
    $('#sides').addEventListener('click', () => this.sides());
    this.open(currentConversation()?.id);
  }

  get conversation() {
    return currentConversation();
  }

  get lastAnswer() {
    return this.conversation.rounds.at(-1)?.answers[0];
  }

  open(id) {
    state.current = id ?? null;
    const conversation = this.conversation ?? newConversation([newLane(this.app.session.model)]);
    settle(conversation);
    save(conversation);
    document.body.classList.remove('history-shown');
    this.view.show(conversation);
    this.#draw();
    this.app.changed(this.lastAnswer);
  }

  /** A new chat with the models of this one. */
  fresh() {
    const lanes = this.conversation.lanes.map(({ model, policy, provider, fallBack }) => ({ ...newLane(model), policy, provider, fallBack }));
    state.conversations.filter((conversation) => conversation.rounds.length === 0).forEach((conversation) => removeConversation(conversation.id));
    this.open(newConversation(lanes).id);
    this.composer.focus();
  }

  /** Two models side by side, or one again. The second is the next of the catalogue that is not the first. */
  async sides() {
    if (!this.view.isBusy) {
      const [first] = this.conversation.lanes;
      const models = await getChatModels().catch(() => []);
      toggleLanes(this.conversation, models.find((model) => model.id !== first.model)?.id);
      this.#draw();
      this.app.changed(this.lastAnswer);
    }
  }

  choose(lane = this.conversation.lanes[0]) {
    this.#picker.open(lane, (choice) => this.#use(lane, choice));
  }

  #use(lane, choice) {
    Object.assign(lane, choice);
    save(this.conversation);
    this.#draw();
    this.app.changed(this.lastAnswer);
    this.composer.focus();
  }

  async #send(text, pictures) {
    const sent = this.view.send(text, pictures);
    this.#draw();
    this.app.changed(this.lastAnswer);
    await sent;
  }

  async #example({ text, tools = [], mcp = false }) {
    const { settings } = state;
    settings.tools = [...new Set([...settings.tools, ...tools])];
    if (mcp) {
      await this.app.addDemoServer();
    }

    this.app.toolsChanged();
    await this.#send(text, []);
  }

  #remove(id) {
    const wasOpen = id === state.current;
    removeConversation(id);
    if (wasOpen) {
      this.open(state.conversations[0]?.id);
    } else {
      save();
      this.#draw();
    }
  }

  #draw() {
    drawLanes(this.conversation, (lane) => this.choose(lane));
    this.composer?.checkSight();
    drawHistory({
      open: (id) => this.open(id),
      remove: (id) => this.#remove(id),
    });
    show($('#history-empty'), state.conversations.every((conversation) => conversation.rounds.length === 0));
  }
}
