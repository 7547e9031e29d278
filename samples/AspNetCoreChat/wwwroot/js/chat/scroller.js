// Who is at the end of a conversation stays there while it grows; who has scrolled up is not moved, and has a button that leads back.

import { $, show } from '../ui/dom.js';

const NEAR_THE_END = 120;

export class Scroller {
  #element = $('#chat-scroll');
  #button = $('#to-end');
  #isPinned = true;

  constructor() {
    this.#element.addEventListener('scroll', () => this.#pin(this.#isAtEnd()), { passive: true });
    new ResizeObserver(() => (this.#isPinned ? this.toEnd() : this.#pin(this.#isAtEnd()))).observe($('#log'));
    this.#button.addEventListener('click', () => this.toEnd());
  }

  toEnd() {
    this.#pin(true);
    this.#element.scrollTop = this.#element.scrollHeight;
  }

  #isAtEnd() {
    return this.#element.scrollHeight - this.#element.scrollTop - this.#element.clientHeight < NEAR_THE_END;
  }

  #pin(isPinned) {
    this.#isPinned = isPinned;
    show(this.#button, !isPinned);
  }
}
