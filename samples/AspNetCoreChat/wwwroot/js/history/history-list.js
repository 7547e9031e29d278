// The chats that the browser keeps: found by words and tags, the pinned ones on top.

import { amend, chats } from '../store/chats.js';
import { findChats } from '../store/search.js';
import { $, h, show } from '../ui/dom.js';
import { chatAddress } from '../views.js';
import { menuButton } from './chat-menu.js';

const PAUSE = 150;

export class HistoryList {
  #search = $('#history-search');
  #found = null;
  #tag = null;
  #timer = null;
  #drawn = null;

  /** @param {{current: () => string | null, menu: object}} actions */
  constructor(actions) {
    this.actions = actions;
    this.#search.addEventListener('input', () => {
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => this.#find(), PAUSE);
    });
  }

  draw() {
    const tags = [...new Set(chats.flatMap((chat) => chat.tags))].sort((a, b) => a.localeCompare(b));
    if (!tags.includes(this.#tag)) {
      this.#tag = null;
    }

    const shown = chats.filter((chat) => (!this.#found || this.#found.has(chat.id)) && (!this.#tag || chat.tags.includes(this.#tag)));
    const pinned = shown.filter((chat) => chat.pinned);
    const listed = [...pinned, ...shown.filter((chat) => !chat.pinned)];
    const drawn = JSON.stringify([this.actions.current(), this.#tag, tags, listed.map(({ id, title, pinned }) => [id, title, pinned])]);
    if (drawn === this.#drawn) {
      return; // A chat that is answered in is kept twice a second: what has the focus stays.
    }

    this.#drawn = drawn;
    $('#history-tags').replaceChildren(...tags.map((tag) => this.#tagButton(tag)));
    $('#history').replaceChildren(...listed.map((chat) => this.#item(chat)));
    show($('#history-tags'), tags.length > 0);
    const empty = $('#history-empty');
    show(empty, shown.length === 0);
    empty.textContent = chats.length === 0 ? 'Your chats are kept in this browser.' : 'No chat has that.';
  }

  async #find() {
    const search = this.#search.value.trim();
    const found = search === '' ? null : await findChats(search);
    if (search === this.#search.value.trim()) {
      this.#found = found;
      this.draw();
    }
  }

  #tagButton(tag) {
    return h('button', { type: 'button', class: 'chip', dir: 'auto', 'aria-pressed': tag === this.#tag, on: { click: () => {
      this.#tag = tag === this.#tag ? null : tag;
      this.draw();
    } } }, tag);
  }

  #item(chat) {
    const isCurrent = chat.id === this.actions.current();
    return h('li', { data: { current: isCurrent, pinned: chat.pinned } },
      h('a', { class: 'history-open', dir: 'auto', href: chatAddress(chat.id), 'aria-current': isCurrent ? 'page' : null, title: chat.title }, chat.title),
      menuButton(chat, { ...this.actions.menu, pin: () => amend(chat.id, { pinned: !chat.pinned }) }));
  }
}
