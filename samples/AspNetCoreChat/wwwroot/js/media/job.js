// One piece of work that takes a while: its form, its progress, its result. Images, speech and video are alike in this.

import { stream } from '../api.js';
import { announce } from '../ui/announcer.js';
import { h } from '../ui/dom.js';
import { icon } from '../ui/icons.js';
import { listed, milliseconds, providerName } from '../ui/format.js';
import { providerMark } from '../ui/mark.js';

/**
 * Runs a job and shows it as a card at the top of a list: what was made, what was asked for, and who made it.
 * @param {HTMLElement} list
 * @param {{title: string, url: string, body: unknown, show: (event: object) => Node | null, made: (report: object | null, card: HTMLElement) => Promise<Node | null>}} job `show` makes an element of what came; `made` is called at the end of what went well, and gives what goes below it.
 */
export async function runJob(list, { title, url, body, show, made }) {
  const controller = new AbortController();
  const progress = h('progress', { 'aria-label': 'Progress', max: 100 });
  const state = h('span', { class: 'muted', role: 'status' }, 'Sent');
  const stop = h('button', { type: 'button', class: 'small', on: { click: () => controller.abort() } }, icon('stop'), h('span', {}, 'Stop'));
  const running = h('div', { class: 'job-progress' }, progress, h('div', { class: 'job-line' }, state, stop));
  const result = h('div', { class: 'job-result' }, running);
  const foot = h('div', { class: 'job-foot row' });
  const card = h('li', { class: 'card job', data: { status: 'running' } }, result, h('p', { class: 'job-title', dir: 'auto', title }, title), foot);
  list.prepend(card);
  let report = null;
  try {
    for await (const event of stream(url, body, controller.signal)) {
      if (event.type === 'progress') {
        drawProgress(event, progress, state);
      } else if (event.type === 'report') {
        report = event.report;
        foot.append(reportLine(event.report));
      } else if (event.type === 'error') {
        throw new Error(event.message);
      } else {
        const shown = show(event);
        if (shown) {
          result.append(shown);
        }
      }
    }

    const action = await made(report, card);
    foot.append(action ?? '');
    card.dataset.status = 'done';
    announce('It is ready.');
  } catch (error) {
    card.dataset.status = 'failed';
    result.append(h('p', { class: controller.signal.aborted ? 'tag' : 'error', role: 'alert' }, controller.signal.aborted ? 'Stopped' : error.message));
  } finally {
    running.remove();
  }
}

function drawProgress(event, progress, state) {
  const percent = event.percent ?? Number(/(\d{1,3}) ?%/.exec(event.log ?? '')?.[1] ?? NaN);
  if (Number.isFinite(percent)) {
    progress.value = percent;
  }

  const word = event.state.toLowerCase().replaceAll('_', ' ');
  state.textContent = [`${event.provider}: ${word}`, event.queuePosition > 0 ? `${event.queuePosition} before it` : null, `${event.seconds.toFixed(1)} s`].filter(Boolean).join(' · ');
}

const reportLine = (report) => {
  const failed = report.attempts.filter((attempt) => attempt.error).map((attempt) => providerName(attempt.provider));
  return h('p', { class: 'muted job-report' }, providerMark(report.provider), h('strong', {}, report.provider), [milliseconds(report.duration), failed.length > 0 ? `after ${listed(failed)} failed` : null].filter(Boolean).join(' · '));
};

/** A data URI as a file of the browser's: shorter to show, and it can be kept and saved. */
export function toBlob(dataUri) {
  const [head, base64] = [dataUri.slice(5, dataUri.indexOf(',')), dataUri.slice(dataUri.indexOf(',') + 1)];
  const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  return new Blob([bytes], { type: head.split(';')[0] });
}

export const saveLink = (url, name) => h('a', { class: 'button small quiet', href: url, download: name, 'aria-label': 'Save', title: 'Save' }, icon('download'), h('span', {}, 'Save'));
