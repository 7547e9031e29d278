// The parts of an answer on the page: text, thoughts, calls of tools, media, errors. Each keeps up with its part while that grows.

import { MarkdownView } from '../markdown/view.js';
import { h } from '../ui/dom.js';
import { inWords } from '../ui/format.js';
import { icon } from '../ui/icons.js';
import { toolCard } from './tool-card.js';

/**
 * @param {object} part
 * @param {{decide: Function, give: Function}} actions What can be done with a call.
 * @returns {{type: string, element: HTMLElement, draw: (part: object, isGrowing: boolean) => void}}
 */
export function partView(part, actions) {
  switch (part.type) {
    case 'text':
      return textView();
    case 'reasoning':
      return reasoningView();
    case 'tool':
      return toolView(actions);
    case 'media':
      return simpleView('media', mediaElement(part));
    default:
      return simpleView(part.type, errorElement(part));
  }
}

function textView() {
  const element = h('div', { class: 'markdown' });
  const markdown = new MarkdownView(element);
  let drawn = null;
  let wasGrowing = null;
  return {
    type: 'text',
    element,
    draw: ({ text }, isGrowing) => {
      element.classList.toggle('streaming', isGrowing);
      if (text !== drawn || isGrowing !== wasGrowing) {
        drawn = text;
        wasGrowing = isGrowing;
        markdown.update(text, isGrowing);
      }
    },
  };
}

function reasoningView() {
  const words = document.createTextNode('');
  const label = h('span', {}, 'Thoughts');
  const element = h('details', { class: 'reasoning' }, h('summary', {}, label), h('div', { class: 'reasoning-body', dir: 'auto' }, words));
  return {
    type: 'reasoning',
    element,
    draw: ({ text }, isGrowing) => {
      label.textContent = isGrowing ? 'Thinking…' : 'Thoughts';
      element.classList.toggle('streaming', isGrowing);
      if (text.startsWith(words.data)) {
        words.appendData(text.slice(words.length));
      } else {
        words.data = text;
      }
    },
  };
}

function toolView({ decide, give }) {
  const element = h('div', {});
  let drawn = null;
  return {
    type: 'tool',
    element,
    draw: (part) => {
      const key = `${part.state}|${part.result ?? ''}`;
      if (key !== drawn) {
        drawn = key;
        element.replaceChildren(toolCard(part, decide, give));
      }
    },
  };
}

const simpleView = (type, element) => ({ type, element, draw: () => {} });

function mediaElement({ mediaType, uri }) {
  return mediaType.startsWith('image/') && uri.startsWith('data:image/') ? h('img', { src: uri, alt: 'A picture in the answer', class: 'picture' })
    : h('p', { class: 'tag' }, mediaType);
}

const errorElement = ({ kind, message }) =>
  h('div', { class: 'error', role: 'alert' }, icon('warning'), h('div', {}, h('strong', {}, inWords(kind)), h('p', {}, message)));
