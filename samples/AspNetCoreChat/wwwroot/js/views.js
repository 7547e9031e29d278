// Which page is shown is in the address, so that Back works.

import { $ } from './ui/dom.js';

const NAMES = ['chat', 'images', 'speech', 'video', 'providers'];

/** @param {Record<string, {show?: () => void, hide?: () => void}>} views */
export function setUpViews(views, failed) {
  let current = null;
  const change = async () => {
    const name = NAMES.includes(location.hash.slice(1)) ? location.hash.slice(1) : 'chat';
    if (name === current) {
      return;
    }

    views[current]?.hide?.();
    current = name;
    document.body.dataset.view = name;
    for (const other of NAMES) {
      $(`#view-${other}`).hidden = other !== name;
      $(`nav a[href="#${other}"]`).setAttribute('aria-current', other === name ? 'page' : 'false');
    }

    document.title = name === 'chat' ? 'Playground' : `${name[0].toUpperCase()}${name.slice(1)} – Playground`;
    try {
      await views[name]?.show?.();
    } catch (error) {
      failed(error);
    }
  };
  addEventListener('hashchange', change);
  return change();
}
