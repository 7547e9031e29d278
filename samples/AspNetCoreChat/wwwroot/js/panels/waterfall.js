// The requests behind an answer on one scale of time: what each waited for, and how long it then went on.

import { h } from '../ui/dom.js';
import { inWords, milliseconds } from '../ui/format.js';

/**
 * @param {{label: string, status: number | null, failure: string | null, sent: number, answered: number | null, ended: number | null}[]} requests
 * @param {(index: number) => Node | null} details What is shown below a request.
 */
export function waterfall(requests, details) {
  const end = Math.max(1, ...requests.map((request) => request.ended ?? request.answered ?? request.sent));
  return h('ol', { class: 'waterfall plain', 'aria-label': 'Requests' }, ...requests.map((request, index) => row(request, end, details(index))));
}

function row({ label, status, failure, sent, answered, ended }, end, details) {
  const last = ended ?? answered ?? sent;
  const isGood = status !== null && status < 400 && !failure;
  return h('li', { data: { good: failure === 'Canceled' ? 'stopped' : isGood } },
    h('div', { class: 'attempt-head' },
      h('strong', {}, label),
      h('span', { class: 'tag' }, failure ? inWords(failure) : String(status ?? 'No answer')),
      h('span', { class: 'muted' }, `${milliseconds(sent)} + ${milliseconds(last - sent)}`)),
    h('div', { class: 'track', 'aria-hidden': 'true' }, bar('wait', sent, answered ?? last, end), answered !== null && bar('receive', answered, last, end)),
    details);
}

function bar(kind, from, to, end) {
  const element = h('i', { class: `track-${kind}` });
  element.style.left = `${(from / end) * 100}%`;
  element.style.width = `${((to - from) / end) * 100}%`;
  return element;
}
