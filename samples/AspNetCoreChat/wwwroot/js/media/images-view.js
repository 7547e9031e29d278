import { readPicture } from '../chat/pictures.js';
import { $, h } from '../ui/dom.js';
import { runJob, saveLink, toObjectUrl } from './job.js';
import { TaskModel } from './task-model.js';

/** Makes pictures. @param {(request: object) => void} used Is told what was asked for. */
export function setUpImages(used, changed) {
  const choice = new TaskModel($('#image-model'), $('#image-provider'), 'text-to-image', changed);
  const request = () => {
    const [width, height] = $('#image-size').value.split('x').map(Number);
    return { model: choice.model, provider: choice.provider, prompt: $('#image-prompt').value.trim(), width: width || null, height: height || null, seed: number($('#image-seed').value) };
  };
  $('#image-form').addEventListener('submit', async (event) => {
    event.preventDefault();
    const [file] = $('#image-original').files;
    const body = { ...request(), original: file ? await readPicture(file) : null };
    used();
    await runJob($('#image-results'), { title: body.prompt, url: 'api/images', body, show: (media) => picture(media, body.prompt) });
  });
  $('#image-form').addEventListener('input', changed);
  return { show: () => choice.load('black-forest-labs/FLUX.1-schnell'), request: () => ({ ...request(), hasOriginal: $('#image-original').files.length > 0 }) };
}

function picture(media, prompt) {
  if (media.type !== 'media') {
    return null;
  }

  const url = toObjectUrl(media.uri);
  return h('figure', { class: 'made' }, h('img', { src: url, alt: prompt }), saveLink(url, 'picture.png'));
}

const number = (text) => (text === '' ? null : Number(text));
