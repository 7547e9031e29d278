// Talks to the server.

import { readEvents } from './sse.js';

let session;

const UNREACHABLE = 'The server of this page cannot be reached. See that it runs, then try again.';
const BROKE_OFF = 'The connection to the server broke off. What had come until then is kept.';

/** What a request failed with, in words for people. */
class ApiError extends Error {
  constructor(message, status) {
    super(message);
    this.status = status;
  }

  static async from(response) {
    const problem = await response.json().catch(() => null);
    return new ApiError(problem?.detail ?? problem?.title ?? `The server answered ${response.status}.`, response.status);
  }
}

export async function openSession() {
  session = await getJson('api/session');
  return session;
}

/** Whether the server keeps what it sends to providers. */
export const keepsWire = () => session.keepsWire;

export async function getJson(url, signal) {
  const response = await ours(fetch(url, { signal }), UNREACHABLE);
  if (!response.ok) {
    throw await ApiError.from(response);
  }

  return response.json();
}

/** Sends JSON, or a file as it is. */
export async function send(method, url, body, signal) {
  const isFile = body instanceof Blob;
  const attempt = () =>
    ours(fetch(url, {
      method,
      signal,
      headers: {
        [session.antiforgeryHeader]: session.antiforgeryToken,
        ...(body === undefined ? {} : { 'content-type': isFile ? body.type || 'application/octet-stream' : 'application/json' }),
      },
      body: body === undefined || isFile ? body : JSON.stringify(body),
    }), UNREACHABLE);
  let response = await attempt();
  if (response.status === 400 && (await isAntiforgery(response))) {
    // The server was restarted since the page was opened.
    await openSession();
    response = await attempt();
  }

  if (!response.ok) {
    throw await ApiError.from(response);
  }

  return response;
}

/** The events of an answer. Throws when it ends before its end. */
export async function* stream(url, body, signal) {
  const response = await send('POST', url, body, signal);
  try {
    for await (const data of readEvents(response.body)) {
      const event = JSON.parse(data);
      if (event.type === 'done') {
        return;
      }

      yield event;
    }
  } catch (error) {
    throw inOurWords(error, BROKE_OFF);
  }

  throw new ApiError(BROKE_OFF);
}

/** The snapshots of a feed that has no end. */
export async function* watch(url, signal) {
  const response = await fetch(url, { signal });
  if (!response.ok) {
    throw await ApiError.from(response);
  }

  for await (const data of readEvents(response.body)) {
    yield JSON.parse(data);
  }
}

/** The browsers' own words for a connection that failed differ, and say little: these are ours. */
const inOurWords = (error, words) => (error instanceof TypeError ? new ApiError(words) : error);

const ours = (work, words) =>
  work.catch((error) => {
    throw inOurWords(error, words);
  });

async function isAntiforgery(response) {
  const problem = await response.clone().json().catch(() => null);
  return problem?.type === 'urn:playground:antiforgery';
}
