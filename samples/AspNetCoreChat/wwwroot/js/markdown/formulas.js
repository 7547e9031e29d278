// Finds the formulas of a text before Markdown sees it: a mark stands for each, so that no underscore, asterisk, pipe or line break of a
// formula means anything. What is code, an address or a price stays text.

import { TOKENS, after, formulaAt, isBegun, withoutQuoteMarks } from './formula-finder.js';

const OPEN = '\ue000';
const CLOSE = '\ue001';
const MARKS = new RegExp(`${OPEN}(\\d+)${CLOSE}`, 'g');

/**
 * @param {string} text
 * @param {boolean} isGrowing Whether more of the text is to come: a formula that has begun is held back then, so that none is seen half.
 * @returns {{masked: string, formulas: {source: string, tex: string, display: boolean, pending: boolean}[]}}
 */
export function maskFormulas(text, isGrowing) {
  const formulas = [];
  let masked = '';
  let end = 0;
  const put = (from, to, formula) => {
    masked += `${clean(text.slice(end, from))}${OPEN}${formulas.length}${CLOSE}`;
    formulas.push({ display: false, pending: false, ...formula, source: text.slice(from, to) });
    end = to;
  };

  TOKENS.lastIndex = 0;
  for (let match = TOKENS.exec(text); match; match = TOKENS.exec(text)) {
    const found = formulaAt(text, match);
    if (found) {
      put(found.begin ?? match.index, found.end, { tex: withoutQuoteMarks(text, match.index, found.tex), display: found.display });
      TOKENS.lastIndex = found.end;
    } else if (isGrowing && isBegun(text, match)) {
      put(match.index + match[0].search(/[^ \t>]/), text.length, { tex: '', pending: true });
      break;
    } else {
      TOKENS.lastIndex = after(text, match, isGrowing);
    }
  }

  if (isGrowing && end < text.length && /(?<!\\)(?:\\\\)*\\$/.test(text.slice(Math.max(end, text.length - 20)))) {
    put(text.length - 1, text.length, { tex: '', pending: true }); // The next letter tells whether it begins a formula.
  }

  return { masked: masked + clean(text.slice(end)), formulas };
}

/** The text as it was. */
export const unmask = (masked, formulas) => masked.replace(MARKS, (_, index) => formulas[index].source);

/** The same for what looks the same: a formula that is held back does not change while it grows. */
export const keyOf = (masked, formulas) => masked.replace(MARKS, (_, index) => (formulas[index].pending ? OPEN : formulas[index].source));

/** The pieces of a text: words as strings, and formulas. */
export function pieces(masked, formulas) {
  const all = [];
  let end = 0;
  for (const match of masked.matchAll(MARKS)) {
    all.push(masked.slice(end, match.index), formulas[match[1]]);
    end = match.index + match[0].length;
  }

  return [...all, masked.slice(end)].filter((piece) => piece !== '');
}

/** A mark that the text has of its own would be taken for one of ours. */
const clean = (text) => text.replace(/[\ue000\ue001]/g, '\ufffd');
