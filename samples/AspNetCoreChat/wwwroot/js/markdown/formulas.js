// Finds the formulas of a text before Markdown sees it: a mark stands for each, so that no underscore, asterisk, pipe or line break of a
// formula means anything. What is code, an address or a price stays text.

const OPEN = '\ue000';
const CLOSE = '\ue001';
const MARKS = new RegExp(`${OPEN}(\\d+)${CLOSE}`, 'g');
const LONGEST = 5000;

/** What is looked at next: fenced code, code, addresses, escapes, and what begins a formula. */
const TOKENS = new RegExp([
  String.raw`(?<fence>^[ \t>]*(?:(?:[-*+]|\d+[.)])[ \t]+)*(?<ticks>\x60{3,}|~{3,})[^\n]*$)`,
  String.raw`\$\x60(?<quoted>[^\x60\n]+)\x60\$`,
  '(?<code>`+)',
  String.raw`https?:\/\/[^\s<>]+`,
  String.raw`\\begin\{(?<environment>(?:equation|align|alignat|gather|multline|CD)\*?)\}`,
  String.raw`\\(?<bracket>[([])`,
  String.raw`\\[^]`,
  String.raw`(?<!\\)(?<dollars>\$\$?)`,
].join('|'), 'gm');

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

function formulaAt(text, match) {
  const { fence, quoted, environment, bracket, dollars } = match.groups;
  if (fence) {
    return isFormulaFence(fence) ? fenced(text, match) : null;
  }

  if (quoted) {
    return { tex: quoted, display: false, end: match.index + match[0].length };
  }

  const begin = match.index + match[0].length;
  if (environment) {
    const closing = `\\end{${environment}}`;
    const end = text.indexOf(closing, begin);
    return end < 0 || end - begin > LONGEST ? null : { tex: text.slice(match.index, end + closing.length), display: true, end: end + closing.length };
  }

  return bracket ? bracketed(text, match.index, begin, bracket)
    : dollars === '$$' ? between(text, begin, '$$', true, startsLine(text, match.index))
    : dollars === '$' ? dollar(text, match.index, begin)
    : null;
}

const isFormulaFence = (fence) => /[\x60~]\s*math\s*$/.test(fence);

function fenced(text, match) {
  const end = endOfFence(text, match);
  const begin = match.index + match[0].length;
  const closing = text.lastIndexOf('\n', end - 1);
  return end === null || closing < begin ? null : { tex: text.slice(begin, closing), display: true, end, begin: match.index + match[0].indexOf(match.groups.ticks) };
}

function bracketed(text, index, begin, bracket) {
  const isDisplay = bracket === '[';
  const found = between(text, begin, isDisplay ? '\\]' : '\\)', isDisplay, isDisplay && startsLine(text, index));

  // "\[1\]" and "\[sic\]" in a sentence are brackets that were escaped.
  return found && isDisplay && !startsLine(text, index) && /^[A-Za-z0-9\s,.-]*$/.test(found.tex) ? null : found;
}

function between(text, begin, closing, display, mayHaveBlankLines) {
  const end = text.indexOf(closing, begin);
  const tex = end < 0 ? '' : text.slice(begin, end);
  return tex.trim() === '' || tex.length > LONGEST || (!mayHaveBlankLines && hasBlankLine(tex)) ? null : { tex, display, end: end + closing.length };
}

/** As Pandoc has it: no space inside the dollars, and no digit after them; and not a price, nor a variable of a shell. */
function dollar(text, index, begin) {
  if (!mayOpen(text, index, begin)) {
    return null;
  }

  const tex = /^(?:\\[^]|[^$\\])+/.exec(text.slice(begin, begin + LONGEST))?.[0] ?? '';
  const end = begin + tex.length;
  const next = text.slice(end + 1, end + 5);
  const closes = text[end] === '$' && !/\s$/.test(tex) && /^(?:$|[^A-Za-z0-9]|(?:th|st|nd|rd|s|d)(?![A-Za-z0-9]))/.test(next);
  return closes && !BREAK.test(tex) && !/[/:=({[]$/.test(tex) && !isProse(tex) ? { tex, display: false, end: end + 1 } : null;
}

const mayOpen = (text, index, begin) => begin < text.length && !/\s/.test(text[begin]) && !/[A-Za-z0-9$]/.test(text[index - 1] ?? '');

/** Where another block begins, so that no line can go on. */
const BREAK = /\n[ \t>]*(?:\n|[|#]|[-*+][ \t]|\d+[.)][ \t]|\x60{3}|~{3})|\|[ \t]*\n/;

const hasBlankLine = (text) => /\n[ \t>]*\n/.test(text);

const startsLine = (text, index) => /^[ \t>]*(?:(?:[-*+]|\d+[.)])[ \t]+)*$/.test(text.slice(text.lastIndexOf('\n', index - 1) + 1, index));

/** Words of a language, where TeX has letters. */
function isProse(tex) {
  const rest = tex.replace(/\\(?:text|mathrm|mathbf|mathit|operatorname|textbf|textit|mbox)\s*\{[^}]*\}/g, ' ').replace(/\\[A-Za-z]+/g, ' ');
  return /^\d/.test(tex) ? /\b(?:an?|and|at|by|each|for|from|in|is|of|off|on|or|per|plus|than|the|to|vs|with)\b|[A-Za-z]{4,}/.test(rest)
    : /[A-Za-z]{3,}[,;:]? +[A-Za-z]{2,}/.test(rest) && !/[\\^_=+]/.test(tex);
}

/** Whether the end of a text that grows may be the beginning of a formula. */
function isBegun(text, { index, 0: match, groups: { fence, environment, bracket, dollars } }) {
  if (fence) {
    return isFormulaFence(fence);
  }

  const rest = text.slice(index + match.length);
  if (environment || bracket || dollars === '$$') {
    const mayHaveBlankLines = bracket !== '(' && startsLine(text, index);
    return rest.length < LONGEST && (mayHaveBlankLines || !hasBlankLine(rest)) && !isProse(rest)
      && !rest.includes(bracket === '(' ? '\\)' : bracket === '[' ? '\\]' : environment ? '\\end' : '$$');
  }

  // A lone dollar: a number after it is a price until it is clear that it is not.
  return dollars === '$' && (rest === '' || (mayOpen(text, index, index + 1) && rest.length < 300 && !/[\n$]/.test(rest)
    && (!/^\d/.test(rest) || /^[\d.,]+[A-Za-z]?\s*(?:[\\^_{+*=<>]|$)/.test(rest)) && !isProse(rest)));
}

/** Where to go on: behind the code that begins here, or behind what was matched. */
function after(text, found, isGrowing) {
  const { index, 0: match, groups: { fence, code } } = found;
  const behind = index + match.length;
  if (fence) {
    return endOfFence(text, found) ?? text.length;
  }

  if (code) {
    const closing = new RegExp(`(?<!\`)\`{${code.length}}(?!\`)`, 'g');
    closing.lastIndex = behind;
    const end = closing.exec(text)?.index ?? (isGrowing ? text.length : -1);
    return end >= 0 && !hasBlankLine(text.slice(behind, end)) ? Math.min(end + code.length, text.length) : behind;
  }

  return behind;
}

/** Null when the code has no end. */
function endOfFence(text, { index, 0: match, groups: { ticks } }) {
  const closing = new RegExp(`^[ \\t>]*${ticks[0]}{${ticks.length},}[ \\t]*$`, 'gm');
  closing.lastIndex = index + match.length;
  return closing.exec(text) ? closing.lastIndex : null;
}

/** In a quotation each line of a formula begins with the quotation's mark, which is not the formula's. */
function withoutQuoteMarks(text, index, tex) {
  const line = text.slice(text.lastIndexOf('\n', index - 1) + 1);
  return /^[ \t]*>/.test(line) ? tex.replace(/\n[ \t]*(?:>[ \t]?)+/g, '\n') : tex;
}
