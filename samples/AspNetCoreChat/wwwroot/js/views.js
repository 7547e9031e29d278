// What is shown is in the address, so that Back works, a reload stays, and a chat can be opened in another tab: #/chat/ID, #/images, …

import { $ } from './ui/dom.js';

const NAMES = ['chat', 'images', 'speech', 'video', 'gallery', 'providers'];
const ADDRESS = /^#\/([a-z]+)(?:\/([\w-]{1,64}))?$/;

let show = async () => {};

/** Goes to an address of this page. `replace`: instead of the one that is there, in the history of the browser too. */
export function go(address, { replace = false } = {}) {
  history[replace ? 'replaceState' : 'pushState'](null, '', address);
  return show();
}

/** Writes the address of what is shown already. */
export const rename = (address) => history.replaceState(null, '', address);

export const chatAddress = (id) => (id ? `#/chat/${id}` : '#/chat');

/** @param {Record<string, {show?: (id: string | null) => unknown, hide?: () => void}>} views */
export function setUpViews(views, failed) {
  let current = null;
  show = async () => {
    const [, wanted = 'chat', id = null] = ADDRESS.exec(location.hash) ?? [];
    if (current !== null && !location.hash.startsWith('#/') && location.hash !== '') {
      return; // A place on the page, such as the prompt.
    }

    const name = NAMES.includes(wanted) ? wanted : 'chat';
    if (name !== current) {
      views[current]?.hide?.();
      current = name;
      turnTo(name);
    }

    try {
      await views[name]?.show?.(name === wanted ? id : null);
    } catch (error) {
      failed(error);
    }
  };
  addEventListener('hashchange', show);
  addEventListener('popstate', show);
  return show();
}

function turnTo(name) {
  document.body.dataset.view = name;
  for (const other of NAMES) {
    $(`#view-${other}`).hidden = other !== name;
    $(`nav a[data-view="${other}"]`).setAttribute('aria-current', other === name ? 'page' : 'false');
  }

  $(`nav a[data-view="${name}"]`).scrollIntoView({ block: 'nearest', inline: 'nearest' }); // On a narrow phone the links scroll.

  document.title = name === 'chat' ? 'Playground' : `${name[0].toUpperCase()}${name.slice(1)} – Playground`;
}
