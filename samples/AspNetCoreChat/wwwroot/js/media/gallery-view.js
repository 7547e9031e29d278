// Everything that was made in this browser.

import { readMedia } from '../store/media.js';
import { hear } from '../store/tabs.js';
import { $, h, show } from '../ui/dom.js';
import { keptCard } from './keeper.js';

const KINDS = { image: 'Images', speech: 'Speech', transcript: 'Transcripts', video: 'Video' };

export function setUpGallery() {
  let chosen = null;
  let items = [];
  let isShown = false;

  const draw = () => {
    const kinds = Object.keys(KINDS).filter((kind) => items.some((item) => item.kind === kind));
    $('#gallery-kinds').replaceChildren(...(kinds.length > 1 ? kinds : []).map((kind) =>
      h('button', { type: 'button', class: 'chip', 'aria-pressed': kind === chosen, on: { click: () => {
        chosen = kind === chosen ? null : kind;
        draw();
      } } }, KINDS[kind])));
    $('#gallery').replaceChildren(...items.filter(({ kind }) => chosen === null || kind === chosen).map((item) => keptCard(item)));
    show($('#gallery-kinds'), kinds.length > 1);
  };
  const load = async () => {
    items = await readMedia();
    draw();
  };

  hear(({ kind }) => kind === 'media' && isShown && load());
  return {
    show: () => {
      isShown = true;
      return load();
    },
    hide: () => (isShown = false),
  };
}
