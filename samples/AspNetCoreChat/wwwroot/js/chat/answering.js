// What happens to the answers of a chat: they are got, decided about, tried again, continued, changed.

import { state } from '../store.js';
import { prepareContinue } from './cut.js';
import { addRound, isWaiting, newAnswer, touch } from './conversation.js';
import { withWords } from './edited.js';
import { giveCanned, giveResult } from './own-functions.js';
import { Runner } from './runner.js';
import { grow, parentOf, path } from './tree.js';

const MOST_CALLS = 8;

export class Answering {
  #runner;
  #view;

  /**
   * @param {{changed: (answer: object) => void, busy: (busy: boolean) => void, asked: () => void, toolsChanged: () => void, problem: (message: string) => void}} actions
   * @param {{chat: () => object, update: (answer: object) => void, forget: (round: object) => void, grown: () => void}} view Shows what has changed.
   */
  constructor(actions, view) {
    this.actions = actions;
    this.#runner = new Runner(actions);
    this.#view = view;
  }

  get isBusy() {
    return this.#runner.isBusy;
  }

  get #chat() {
    return this.#view.chat();
  }

  stop() {
    this.#runner.stop();
  }

  /**
   * @param {object | null} instead The round that this one is a branch beside; null goes on from the end.
   * @returns {Promise<boolean>} False when another tab is at it.
   */
  send(text, images, files, instead) {
    return this.#runner.answering(this.#chat, () => {
      const parent = instead ? parentOf(this.#chat, instead) : path(this.#chat).at(-1);
      const round = addRound(this.#chat, parent, text, images, files);
      parent?.answers.forEach((answer) => this.#view.update(answer));
      this.#view.grown();
      this.actions.asked();
      return Promise.all(round.answers.map((_, lane) => this.#run(round, lane)));
    });
  }

  /** The result of a call of the person's own function. */
  give(round, lane, part, text) {
    const answer = round.answers[lane];
    giveResult(answer, part, text);
    this.#view.update(answer);
    this.#goOn(round, lane);
  }

  /** All calls of an answer are decided before it goes on. */
  decide(round, lane, part, approved, always = false) {
    if (always) {
      const server = state.settings.servers.find((candidate) => candidate.name === part.server);
      server?.trusted?.push(part.name);
      this.actions.toolsChanged();
    }

    part.state = approved ? 'approved' : 'denied';
    part.decision = { id: part.approval, approved, reason: approved ? null : 'The user said no.' };
    this.#view.update(round.answers[lane]);
    this.#goOn(round, lane);
  }

  /** What failed at the end is tried again in its place; an answer that came keeps it, and the new one is a branch. */
  retry(round, lane) {
    this.#whenFree(() => {
      const isInPlace = round.answers[lane].status === 'failed' && round.id === this.#chat.leaf;
      const target = isInPlace ? round : this.#branch(round);
      if (isInPlace) {
        this.#view.forget(round);
      }

      target.answers[lane] = newAnswer(this.#chat.lanes[lane]);
      this.#view.grown();
      return this.#run(target, lane);
    });
  }

  proceed(round, lane) {
    this.#whenFree(() => {
      prepareContinue(round.answers[lane]);
      return this.#run(round, lane);
    });
  }

  /** The answer with other words, as a branch. Nothing is sent. */
  edit(round, lane, text) {
    this.#whenFree(() => {
      const target = this.#branch(round);
      target.answers[lane] = withWords(round.answers[lane], text);
      touch(this.#chat);
      this.#view.grown();
      this.actions.changed(target.answers[lane]);
    });
  }

  #whenFree(work) {
    if (!this.isBusy) {
      this.#runner.answering(this.#chat, work);
    }
  }

  /** A copy of a round beside it. */
  #branch(round) {
    const { text, images, files, answers } = structuredClone(round);
    return grow(this.#chat, parentOf(this.#chat, round), { text, images, files, answers });
  }

  async #run(round, lane, decisions) {
    const chat = this.#chat;
    const answer = round.answers[lane];
    let calls = 0;
    do {
      await this.#runner.run(chat, round, lane, () => this.#view.update(answer), calls === 0 ? decisions : []);
    } while (giveCanned(answer) && !isWaiting(answer) && ++calls < MOST_CALLS);
    if (answer.status === 'waiting' && !isWaiting(answer)) {
      answer.status = 'done';
    }

    this.#view.update(answer);
  }

  #goOn(round, lane) {
    const answer = round.answers[lane];
    if (!isWaiting(answer)) {
      const decisions = answer.parts.filter((other) => other.decision).map((other) => other.decision);
      answer.parts.forEach((other) => delete other.decision);
      this.#runner.answering(this.#chat, () => this.#run(round, lane, decisions));
    }
  }
}
