import { $, h } from '../ui/dom.js';
import { copyButton } from '../ui/buttons.js';
import { runJob, saveLink, toObjectUrl } from './job.js';
import { Recorder } from './recorder.js';
import { TaskModel } from './task-model.js';

/** Speaks texts, and writes down what was said. */
export function setUpSpeech(used, changed) {
  const voice = new TaskModel($('#speech-model'), $('#speech-provider'), 'text-to-speech', changed);
  const ear = new TaskModel($('#transcript-model'), $('#transcript-provider'), 'automatic-speech-recognition', changed);
  const list = $('#speech-results');
  const speech = () => ({ model: voice.model, provider: voice.provider, text: $('#speech-text').value.trim(), voice: $('#speech-voice').value.trim() || null });
  let transcribed = false;

  $('#speech-form').addEventListener('submit', async (event) => {
    event.preventDefault();
    const body = speech();
    transcribed = false;
    used();
    await runJob(list, { title: body.text, url: 'api/speech', body, show: sound });
  });
  $('#speech-form').addEventListener('input', changed);

  const transcribe = async (file, name) => {
    const query = new URLSearchParams({ model: ear.model, ...(ear.provider ? { provider: ear.provider } : {}) });
    transcribed = true;
    used();
    await runJob(list, { title: name, url: `api/transcripts?${query}`, body: file, show: transcript });
  };
  const file = $('#transcript-file');
  file.addEventListener('change', async () => {
    if (file.files.length > 0) {
      const [recording] = file.files;
      file.value = '';
      await transcribe(recording, recording.name);
    }
  });
  const recorder = new Recorder($('#record'), (recording) => transcribe(recording, 'Recording'), (problem) => ($('#record-problem').textContent = problem));

  return {
    show: () => Promise.all([voice.load('hexgrad/Kokoro-82M'), ear.load('openai/whisper-large-v3')]),
    hide: () => recorder.stop(),
    request: () => (transcribed ? { transcript: true, model: ear.model, provider: ear.provider } : speech()),
  };
}

function sound(media) {
  if (media.type !== 'media') {
    return null;
  }

  const url = toObjectUrl(media.uri);
  return h('figure', { class: 'made' }, h('audio', { src: url, controls: true, 'aria-label': 'Speech' }), saveLink(url, 'speech'));
}

const seconds = (value) => (value === undefined || value === null ? '' : `${value.toFixed(1)} s`);

function transcript(event) {
  if (event.type !== 'transcript') {
    return null;
  }

  return h('div', { class: 'transcript' },
    h('p', { dir: 'auto' }, event.text),
    event.parts.length > 1 && h('ol', { class: 'plain' }, ...event.parts.map((part) => h('li', {}, h('span', { class: 'muted' }, seconds(part.start)), ` ${part.text}`))),
    copyButton(event.text));
}
