// Shows a Markdown text that grows. The library only splits the text into tokens; what becomes of them is built here, block by block, and
// only the end of the text is split again when more comes: a long answer costs no more a word than a short one.

import { Lexer } from '../../lib/marked/marked.esm.js';
import { blockParts } from './blocks.js';
import { maskFormulas, unmask } from './formulas.js';
import { Children } from './reconcile.js';

const OPTIONS = { gfm: true, breaks: true };

/** What comes can still change the last block, and one that goes on behind an empty line: a list. */
const OPEN_BLOCKS = 2;

export class MarkdownView {
  #blocks;
  #source = '';
  #settled = 0; // letters whose blocks are final
  #settledBlocks = 0;
  #links = {};

  constructor(root) {
    this.#blocks = new Children(root);
  }

  /** @param {boolean} isGrowing Whether more is to come. */
  update(text, isGrowing = false) {
    const source = text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text;
    if (!source.startsWith(this.#source.slice(0, this.#settled))) {
      this.#forget();
    }

    this.#source = source;
    let tail = this.#split(isGrowing);
    if (!isGrowing && tail.hasLinks && this.#settled > 0) {
      // An address that is given at the end may be that of a link at the beginning.
      this.#forget();
      tail = this.#split(isGrowing);
    }

    this.#blocks.update(blockParts(tail.tokens, tail.formulas).map(withDirection), this.#settledBlocks);
    if (isGrowing) {
      this.#settle(tail);
    }
  }

  #split(isGrowing) {
    const { masked, formulas } = maskFormulas(this.#source.slice(this.#settled), isGrowing);
    const lexer = new Lexer(OPTIONS);
    Object.assign(lexer.tokens.links, this.#links);
    const tokens = lexer.lex(masked);
    return { tokens, masked, formulas, hasLinks: Object.keys(lexer.tokens.links).length > 0 };
  }

  /** Everything before the last blocks is final. */
  #settle({ tokens, masked, formulas }) {
    if (tokens.reduce((length, { raw }) => length + raw.length, 0) !== masked.length) {
      return; // It cannot be told where the blocks are in the text.
    }

    const starts = tokens.flatMap(({ type }, index) => (type === 'space' || type === 'def' ? [] : [index]));
    for (const token of tokens.slice(0, starts.at(-OPEN_BLOCKS) ?? 0)) {
      this.#settled += unmask(token.raw, formulas).length;
      this.#settledBlocks += blockParts([token], formulas).length;
      if (token.type === 'def') {
        this.#links[token.tag] ??= { href: token.href, title: token.title };
      }
    }
  }

  #forget() {
    this.#blocks.update([]);
    this.#settled = 0;
    this.#settledBlocks = 0;
    this.#links = {};
  }
}

/** Each block has the direction of its own first letter: an answer in Arabic may quote English. Code is always from left to right. */
const withDirection = (part) => ({
  ...part,
  make: (made) => {
    const view = part.make(made);
    view.node.dir = part.token.type === 'code' ? 'ltr' : 'auto';
    return view;
  },
});
