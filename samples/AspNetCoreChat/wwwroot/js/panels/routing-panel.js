// How an answer was routed: every attempt with its time and outcome, and what the whole took.

import { $, h } from '../ui/dom.js';
import { dollars, inWords, milliseconds, modelName, providerName, tokensPerSecond } from '../ui/format.js';
import { providerMark } from '../ui/mark.js';
import { totals } from './totals.js';

const WITHOUT_REPORT = {
  streaming: 'The report comes with the end of the answer.',
  stopped: 'The answer was stopped before its report came. The requests until then are under Trace.',
};

export function drawRouting(answer) {
  $('#routing-answer').replaceChildren(...(answer?.reports.length > 0 ? report(answer) : [
    h('p', { class: 'muted' }, WITHOUT_REPORT[answer?.status] ?? 'Ask something, and see here who was tried and who answered.'),
  ]));
}

function report(answer) {
  const total = totals(answer.reports);
  const longest = Math.max(...total.attempts.map((attempt) => attempt.duration), 1);
  return [
    h('div', { class: 'answered-by' }, providerMark(providerName(total.provider)), h('span', {}, h('strong', {}, providerName(total.provider)), h('small', {}, `${answer.status === 'failed' ? 'was asked last for' : 'answered with'} ${modelName(total.model)}`))),
    h('ol', { class: 'attempts', 'aria-label': 'Attempts' }, ...total.attempts.map((attempt) => attemptView(attempt, longest))),
    h('dl', { class: 'metrics-list' },
      ...metric('First token', milliseconds(total.timeToFirstToken)),
      ...metric('Speed', tokensPerSecond(total.tokensPerSecond)),
      ...metric('Whole answer', milliseconds(total.duration)),
      ...metric('Tokens', `${total.inputTokens ?? '–'} in, ${total.outputTokens ?? '–'} out`),
      ...metric('Cost', `${dollars(total.cost)}${total.costSource === 'Estimated' ? ', estimated' : ''}`),
      ...metric('Model calls', String(answer.reports.length)),
      ...metric('Request', answer.reports.at(-1).requestId ?? '–')),
  ];
}

const metric = (name, value) => [h('dt', {}, name), h('dd', {}, value)];

function attemptView(attempt, longest) {
  const outcome = attempt.error ? inWords(attempt.error) : (attempt.isSuperseded ? 'Overtaken' : 'Answered');
  const bar = h('div', { class: 'bar' });
  bar.style.width = `${(attempt.duration / longest) * 100}%`;
  return h('li', { class: 'attempt', data: { outcome: attempt.error ? 'failed' : attempt.isSuperseded ? 'overtaken' : 'answered' } },
    h('div', { class: 'attempt-head' }, providerMark(providerName(attempt.provider)), h('strong', {}, providerName(attempt.provider)), h('span', { class: 'tag' }, attempt.status ? `${outcome} ${attempt.status}` : outcome), h('span', { class: 'muted' }, milliseconds(attempt.duration))),
    bar,
    attempt.reason && h('p', { class: 'muted' }, attempt.reason));
}
