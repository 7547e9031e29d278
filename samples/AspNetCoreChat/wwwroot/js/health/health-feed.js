// How the providers are doing, second by second, for as long as somebody looks.

import { watch } from '../api.js';

const KEPT = 90;
const PAUSE = 2000;

/** What the server has measured of each route, by provider, model and task. */
const routes = new Map();

/**
 * What the answers on this page have shown, by provider and model: a provider that Hugging Face's router has chosen is not a route of the server's own.
 */
const answers = new Map();

/** The answers that have been taken in. */
const taken = new Set();

const listeners = new Set();
let controller = null;

/** Calls `listener` after every snapshot, until the returned function is called. */
export function watchHealth(listener) {
  listeners.add(listener);
  if (!controller) {
    controller = new AbortController();
    run(controller.signal);
  }

  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) {
      controller?.abort();
      controller = null;
    }
  };
}

/** Takes in how an answer was routed. */
export function recordAnswer(report) {
  take(report, Date.now());
  listeners.forEach((listener) => listener());
}

/** Takes in the answers of a chat that was kept, so that who has given them is known after a reload, too. */
export function recallAnswers({ rounds }) {
  rounds.flatMap(({ answers: given }) => given).flatMap(({ reports }) => reports).forEach((report) => take(report, null));
  listeners.forEach((listener) => listener());
}

function take(report, at) {
  const id = report.requestId ?? `${report.provider} ${report.model} ${report.duration}`;
  if (taken.has(id)) {
    return;
  }

  taken.add(id);
  const key = `${report.provider} ${report.model}`;
  const kept = answers.get(key) ?? { attempts: 0, latency: [], speed: [] };
  answers.set(key, {
    provider: report.provider,
    model: report.model,
    state: at === null ? 'Answered' : 'Healthy',
    attempts: kept.attempts + 1,
    successRate: 1,
    timeToFirstToken: report.timeToFirstToken,
    tokensPerSecond: report.tokensPerSecond,
    latency: append(kept.latency, report.timeToFirstToken, at),
    speed: append(kept.speed, report.tokensPerSecond, at),
    order: taken.size,
  });
}

/** How late a provider has last answered with a model: the higher the later; 0 when it has not. */
export const lastAnswerOf = (provider, model) => answers.get(`${provider} ${model}`)?.order ?? 0;

/** What is known of a model's providers: by the server's own routes, else by the answers on this page. */
export function knownOf(model) {
  const known = new Map([...answers.values()].filter((answer) => answer.model === model).map((answer) => [answer.provider, answer]));
  for (const route of routes.values()) {
    if (route.model === model && (route.attempts > 0 || !known.has(route.provider))) {
      known.set(route.provider, route);
    }
  }

  return known;
}

/** The models of which something is known. */
export const knownModels = () => new Set([...[...routes.values()].filter((route) => route.attempts > 0), ...answers.values()].map((known) => known.model));

async function run(signal) {
  while (!signal.aborted) {
    try {
      for await (const snapshot of watch('api/health', signal)) {
        takeSnapshot(snapshot);
        listeners.forEach((listener) => listener());
      }
    } catch {
      // The server is gone for a moment, or the page is being left: both end here or begin again.
    }

    if (!signal.aborted) {
      await new Promise((resolve) => setTimeout(resolve, PAUSE));
    }
  }
}

function takeSnapshot(snapshot) {
  for (const route of snapshot.routes) {
    const key = `${route.provider} ${route.model} ${route.task}`;
    const kept = routes.get(key) ?? { latency: [], speed: [] };
    routes.set(key, { ...route, latency: append(kept.latency, route.timeToFirstToken, Date.now()), speed: append(kept.speed, route.tokensPerSecond, Date.now()) });
  }
}

const append = (points, value, at) => [...points, { at, value: value ?? null }].slice(-KEPT);
