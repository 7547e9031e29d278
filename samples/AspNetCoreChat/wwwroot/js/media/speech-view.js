import { $ } from '../ui/dom.js';
import { takeDrops } from '../ui/drops.js';
import { problem } from '../ui/problem.js';
import { drawKept, runAndKeep } from './keeper.js';
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
    await runAndKeep(list, { kind: 'speech', title: body.text, url: 'api/speech', body, model: body.model });
  });
  $('#speech-form').addEventListener('input', changed);

  const transcribe = async (file, name) => {
    const query = new URLSearchParams({ model: ear.model, ...(ear.provider ? { provider: ear.provider } : {}) });
    transcribed = true;
    used();
    await runAndKeep(list, { kind: 'transcript', title: name, url: `api/transcripts?${query}`, body: file, model: ear.model });
  };
  const file = $('#transcript-file');
  file.addEventListener('change', async () => {
    if (file.files.length > 0) {
      const [recording] = file.files;
      file.value = '';
      await transcribe(recording, recording.name);
    }
  });
  takeDrops($('#view-speech'), ([recording]) =>
    (recording.type.startsWith('audio/') ? transcribe(recording, recording.name) : problem(`${recording.name} is no recording.`)));
  const recorder = new Recorder($('#record'), (recording) => transcribe(recording, 'Recording'), (words) => ($('#record-problem').textContent = words));

  return {
    show: () => Promise.all([drawKept(list, 'speech', 'transcript'), voice.load('hexgrad/Kokoro-82M'), ear.load('openai/whisper-large-v3')]),
    hide: () => recorder.stop(),
    request: () => (transcribed ? { transcript: true, model: ear.model, provider: ear.provider } : speech()),
  };
}
