// Speaks and listens for the chat, through the server's own speech clients.

import { stream } from '../api.js';
import { getTaskModels } from '../models/catalog.js';
import { addUsage } from '../store/usage.js';
import { h } from '../ui/dom.js';
import { icon } from '../ui/icons.js';
import { toBlob } from './job.js';

const PREFERRED = { 'automatic-speech-recognition': 'openai/whisper-large-v3', 'text-to-speech': 'hexgrad/Kokoro-82M' };

async function modelFor(task) {
  const models = await getTaskModels(task);
  return (models.find(({ id }) => id === PREFERRED[task]) ?? models[0])?.id;
}

/** What is said in a recording. */
export async function writeDown(recording) {
  const query = new URLSearchParams({ model: await modelFor('automatic-speech-recognition') });
  return (await result(`api/transcripts?${query}`, recording, 'transcript')).text;
}

async function result(url, body, type, signal) {
  let found = null;
  for await (const event of stream(url, body, signal)) {
    if (event.type === 'error') {
      throw new Error(event.message);
    } else if (event.type === 'report') {
      addUsage(event.report);
    } else if (event.type === type) {
      found = event;
    }
  }

  return found;
}

let playing = null;

/** A button that reads a text aloud, and stops. @param {(message: string) => void} problem */
export function readAloudButton(text, problem) {
  const button = h('button', { type: 'button', class: 'small quiet', 'aria-pressed': 'false' }, icon('speaker'), h('span', {}, 'Read aloud'));
  const set = (isOn) => {
    button.setAttribute('aria-pressed', isOn);
    button.lastChild.textContent = isOn ? 'Stop reading' : 'Read aloud';
  };
  button.addEventListener('click', async () => {
    const wasOurs = playing?.button === button;
    playing?.stop();
    if (wasOurs) {
      return;
    }

    const controller = new AbortController();
    const audio = new Audio();
    const stop = () => {
      controller.abort();
      audio.pause();
      set(false);
      playing = null;
    };
    playing = { button, stop };
    set(true);
    audio.addEventListener('ended', stop);
    try {
      const { uri } = await result('api/speech', { model: await modelFor('text-to-speech'), text }, 'media', controller.signal);
      audio.src = URL.createObjectURL(toBlob(uri));
      await audio.play();
    } catch (error) {
      if (!controller.signal.aborted) {
        stop();
        problem(error.message);
      }
    }
  });
  return button;
}
