// The JSON schema that answers must have.

import { state } from '../store.js';
import { $ } from '../ui/dom.js';

/** An object of JSON, or null. */
export function parseObject(text) {
  try {
    const value = JSON.parse(text);
    return value !== null && typeof value === 'object' && !Array.isArray(value) ? value : null;
  } catch {
    return null;
  }
}

/**
 * @param {(name: string, value: unknown) => void} set
 * @returns {() => void} Shows the schema as it is.
 */
export function setUpSchema(set) {
  const field = $('#schema');
  const problem = $('#schema-problem');
  field.addEventListener('input', () => {
    const text = field.value.trim();
    const schema = text === '' ? null : parseObject(text);
    const isValid = text === '' || schema !== null;
    field.setAttribute('aria-invalid', !isValid);
    problem.textContent = isValid ? '' : `Write a JSON schema: an object such as {"type":"object"}. Until then ${state.settings.schema ? 'the last one that was one' : 'none'} is sent.`;
    if (isValid) {
      set('schema', schema);
    }
  });
  return () => {
    if (document.activeElement !== field) {
      field.value = state.settings.schema ? JSON.stringify(state.settings.schema, null, 2) : '';
    }
  };
}
