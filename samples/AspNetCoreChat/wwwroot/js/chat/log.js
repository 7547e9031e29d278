// The list of rounds on the page. What has not changed keeps its elements, with the selection and what is unfolded in them.

import { $ } from '../ui/dom.js';

export class Log {
  #element = $('#log');
  #drawn = new Map();

  /**
   * @param {{key: string, round: object}[]} rounds `key` changes when a round must be drawn anew.
   * @param {(round: object) => HTMLElement} view
   */
  draw(rounds, view) {
    const drawn = new Map();
    for (const { key, round } of rounds) {
      const kept = this.#drawn.get(round);
      drawn.set(round, kept?.key === key ? kept : { key, element: view(round) });
    }

    this.#drawn = drawn;
    this.#place([...drawn.values()].map(({ element }) => element));
  }

  /** Draws a round anew the next time. */
  forget(round) {
    this.#drawn.delete(round);
  }

  /** Shows something else than rounds. */
  show(element) {
    this.#drawn.clear();
    this.#element.replaceChildren(element);
  }

  #place(elements) {
    const wanted = new Set(elements);
    [...this.#element.children].filter((child) => !wanted.has(child)).forEach((child) => child.remove());
    let next = this.#element.firstElementChild;
    for (const element of elements) {
      if (element === next) {
        next = next.nextElementSibling;
      } else {
        this.#element.insertBefore(element, next);
      }
    }
  }
}
