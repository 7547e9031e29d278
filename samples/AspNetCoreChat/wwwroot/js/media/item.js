// One thing that was made, as the pages show it: what it is, what it was made from, and what can be done with it.

import { copyButton, iconButton } from '../ui/buttons.js';
import { h } from '../ui/dom.js';
import { fileName } from '../ui/files.js';
import { modelName } from '../ui/format.js';
import { saveLink } from './job.js';

const ENDINGS = { 'image/png': 'png', 'image/jpeg': 'jpg', 'image/webp': 'webp', 'audio/mpeg': 'mp3', 'audio/wav': 'wav', 'audio/x-wav': 'wav', 'audio/flac': 'flac', 'video/mp4': 'mp4' };

/** A file by what it is; what is none of these is only saved. */
export function fileView(file, title) {
  const url = URL.createObjectURL(file);
  const [kind] = file.type.split('/');
  const shown = kind === 'image' ? h('img', { src: url, alt: title })
    : kind === 'audio' ? h('audio', { src: url, controls: true, 'aria-label': 'Speech' })
    : kind === 'video' ? h('video', { src: url, controls: true, loop: true, 'aria-label': title }) : h('p', { class: 'tag' }, file.type);
  return h('figure', { class: 'made' }, shown, saveLink(url, fileName(title, ENDINGS[file.type] ?? kind)));
}

const seconds = (value) => (value === undefined || value === null ? '' : `${value.toFixed(1)} s`);

export const transcriptView = ({ text, parts }) =>
  h('div', { class: 'transcript' },
    h('p', { dir: 'auto' }, text),
    parts.length > 1 && h('ol', { class: 'plain' }, ...parts.map((part) => h('li', {}, h('span', { class: 'muted' }, seconds(part.start)), ` ${part.text}`))),
    copyButton(text));

export const deleteButton = (title, remove) => iconButton('trash', `Delete “${title}”`, remove);

/** A card of the gallery, or of what a page has made before. */
export function itemCard(item, remove) {
  const { title, model, provider, created, files, transcript } = item;
  return h('li', { class: 'card job', data: { status: 'done', kind: item.kind } },
    h('div', { class: 'job-result' }, ...files.map((file) => fileView(file, title)), transcript && transcriptView(transcript)),
    h('p', { class: 'job-title', dir: 'auto', title }, title),
    h('div', { class: 'job-foot row' },
      h('p', { class: 'muted' }, [provider, modelName(model), new Date(created).toLocaleDateString()].filter(Boolean).join(' · ')),
      deleteButton(title, remove)));
}
