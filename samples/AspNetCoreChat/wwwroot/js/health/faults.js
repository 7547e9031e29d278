// Breaks and repairs providers of the emulator.

import { getJson, send } from '../api.js';

export const FAULTS = [
  { value: '', label: 'Works' },
  { value: 'unavailable', label: 'Answers 503' },
  { value: 'rate-limited', label: 'Answers 429' },
  { value: 'refuses', label: 'Hangs up' },
  { value: 'slow', label: 'Is slow' },
  { value: 'breaks-off', label: 'Breaks off' },
];

export let broken = {};

const listeners = new Set();

export const onFaults = (listener) => listeners.add(listener);

export async function loadFaults() {
  broken = await getJson('api/faults');
  listeners.forEach((listener) => listener());
}

export async function setFault(provider, fault) {
  const url = `api/faults/${encodeURIComponent(provider)}`;
  await (fault ? send('PUT', url, { fault }) : send('DELETE', url));
  await loadFaults();
}

export async function repairAll() {
  await send('DELETE', 'api/faults');
  await loadFaults();
}
