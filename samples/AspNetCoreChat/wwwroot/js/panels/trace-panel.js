// What an answer asked of whom, and when.

import { $, h } from '../ui/dom.js';
import { providerName } from '../ui/format.js';
import { exchangeView } from './exchange-view.js';
import { waterfall } from './waterfall.js';

/** @param {object | undefined} answer */
export function drawTrace(answer) {
  const place = $('#trace');
  const key = JSON.stringify([answer?.wire ?? null, answer?.reports.length]);
  if (place.dataset.drawn === key) {
    return; // What is unfolded stays.
  }

  place.dataset.drawn = key;
  place.replaceChildren(...(answer?.wire?.length > 0 ? exchanges(answer.wire)
    : answer?.reports.length > 0 ? attempts(answer.reports)
    : [h('p', { class: 'muted' }, 'Ask something, and see here each request to a provider, with its response.')]));
}

const exchanges = (wire) => [waterfall(wire.map((one) => ({
  label: labelOf(one.url), status: one.status ?? null, failure: one.failure ?? null, sent: one.sent, answered: one.answered ?? null, ended: one.ended ?? null,
})), (index) => exchangeView(wire[index].id))];

/** Without the exchanges, the attempts of the report, one after the other. */
function attempts(reports) {
  let end = 0;
  const requests = reports.flatMap((report) => report.attempts).map(({ provider, status, error, duration }) => {
    const sent = end;
    end += duration;
    return { label: providerName(provider), status: status ?? (error ? null : 200), failure: error ?? null, sent, answered: null, ended: end };
  });
  return [
    waterfall(requests, () => null),
    h('p', { class: 'muted' }, 'The requests themselves are kept in development only: --environment Development.'),
  ];
}

/** Hugging Face's router has the provider in the path, and none when it chooses itself; the Hub is asked who serves a model. */
function labelOf(address) {
  const url = new URL(address);
  const [first] = url.pathname.split('/').filter(Boolean);
  return /^(router\.huggingface\.co|localhost|127\.0\.0\.1|\[::1\])/.test(url.host) ? ({ v1: providerName('auto'), api: 'Hub' }[first] ?? first ?? url.host) : url.host;
}
