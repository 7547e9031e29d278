// Shows formulas with KaTeX, which is fetched when the first one is to be shown.

import { h } from '../ui/dom.js';

const OPTIONS = { throwOnError: true, strict: 'ignore', trust: false, maxExpand: 200, maxSize: 20 };

let katex;
let loading;

/** A formula as an element. What KaTeX cannot read is shown as it was written. */
export function formula({ tex, display, source, pending }) {
  const element = h('span', { class: `math${display ? ' display scroller' : ''}${pending ? ' pending' : ''}`, ...(display ? { tabindex: 0, role: 'group', 'aria-label': 'Formula' } : {}) });
  if (katex && !pending) {
    draw(element, tex, display, source);
  } else if (!pending) {
    element.classList.add('pending');
    load().then(() => draw(element, tex, display, source), () => drawSource(element, source, 'KaTeX could not be loaded.'));
  }

  return element;
}

function draw(element, tex, display, source) {
  element.classList.remove('pending');
  try {
    katex.render(tex, element, { ...OPTIONS, displayMode: display });
  } catch (error) {
    drawSource(element, source, error.message);
  }
}

function drawSource(element, source, why) {
  element.classList.remove('pending');
  element.replaceChildren(h('code', { title: why }, source));
}

function load() {
  loading ??= Promise.all([import('../../lib/katex/katex.min.js'), loadStyles('lib/katex/katex.min.css')]).then(() => ({ katex } = globalThis));
  return loading;
}

const loadStyles = (href) => new Promise((resolve, reject) => document.head.append(h('link', { rel: 'stylesheet', href, on: { load: resolve, error: reject } })));
