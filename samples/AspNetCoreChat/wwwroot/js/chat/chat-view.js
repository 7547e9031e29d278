// The conversation on the page: prompts, answers side by side, and what can be done with them.

import { isAnswered } from '../store/tabs.js';
import { AnswerView } from './answer-view.js';
import { Answering } from './answering.js';
import { touch } from './conversation.js';
import { examples } from './examples.js';
import { Log } from './log.js';
import { roundView } from './round-view.js';
import { Scroller } from './scroller.js';
import { follow, path, siblings } from './tree.js';

/** So many rounds are drawn at once when a chat is opened, the others when they come near. */
const DRAWN_AT_ONCE = 6;

export class ChatView {
  #log = new Log();
  #scroller = new Scroller();
  #chat = null;
  #answering;

  /** The view of each answer that is on the page. */
  #views = new WeakMap();

  /** @param {{changed: (answer: object) => void, busy: (busy: boolean) => void, asked: () => void, inspect: (answer: object) => void, edit: (round: object) => void, example: (example: object) => void, toolsChanged: () => void, problem: (message: string) => void}} actions */
  constructor(actions) {
    this.actions = actions;
    this.#answering = new Answering(actions, {
      chat: () => this.#chat,
      update: (answer) => this.#views.get(answer)?.update(),
      forget: (round) => this.#log.forget(round),
      grown: () => {
        this.draw();
        this.#scroller.toEnd();
      },
    });
  }

  get isBusy() {
    return this.#answering.isBusy;
  }

  /** @param {boolean} stays Whether it is the chat that was shown, changed by another tab. */
  show(chat, stays = false) {
    if (!stays) {
      this.stop();
    }

    this.#chat = chat;
    this.draw();
    if (!stays) {
      this.#scroller.toEnd();
    }
  }

  /** As `Answering.send`. */
  send(text, images, files, instead) {
    return this.#answering.send(text, images, files, instead);
  }

  stop() {
    this.#answering.stop();
  }

  draw() {
    const rounds = path(this.#chat);
    if (rounds.length === 0) {
      this.#log.show(examples((example) => this.actions.example(example)));
      return;
    }

    const { lanes } = this.#chat;
    const far = new Set(rounds.slice(0, -DRAWN_AT_ONCE));
    this.#log.draw(rounds.map((round) => ({ round, key: `${siblings(this.#chat, round).length} ${lanes.length}` })), (round) => this.#round(round, far.has(round)));
  }

  #round(round, isFar) {
    const branches = siblings(this.#chat, round);
    const index = branches.indexOf(round);
    return roundView(round, round.answers.map((_, lane) => this.#answer(round, lane, isFar)), { index, count: branches.length }, {
      edit: () => this.isBusy || this.actions.edit(round),
      turn: (step) => this.#follow(branches[index + step]),
    });
  }

  #answer(round, lane, isFar) {
    const answer = round.answers[lane];
    const answering = this.#answering;
    const can = Boolean(this.#chat.lanes[lane]);
    const view = new AnswerView(answer, {
      give: (part, text) => answering.give(round, lane, part, text),
      decide: (part, approved, always) => answering.decide(round, lane, part, approved, always),
      retry: can ? () => answering.retry(round, lane) : null,
      proceed: can ? () => answering.proceed(round, lane) : null,
      edit: can ? (text) => answering.edit(round, lane, text) : null,
      inspect: () => this.actions.inspect(answer),
    }, isFar);
    this.#views.set(answer, view);
    return view.element;
  }

  async #follow(round) {
    if (!this.isBusy) {
      follow(this.#chat, round);
      this.draw();
      this.actions.changed(path(this.#chat).at(-1).answers[0]);
      if (!(await isAnswered(this.#chat.id))) {
        touch(this.#chat);
      }
    }
  }
}
