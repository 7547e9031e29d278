// Numbers as people read them.

export const milliseconds = (value) =>
  value === null || value === undefined ? '–' : value < 1000 ? `${Math.round(value)} ms` : `${(value / 1000).toFixed(value < 10000 ? 2 : 1)} s`;

export const tokensPerSecond = (value) => (value ? `${value < 10 ? value.toFixed(1) : value < 10_000 ? Math.round(value) : `${Math.round(value / 1000)}k`} tok/s` : '–');

/** Dollars, with as many digits as it takes to see something. */
export function dollars(value) {
  if (value === null || value === undefined) {
    return '–';
  }

  return value === 0 ? '$0' : value < 0.01 ? `$${Number(value.toPrecision(2)).toFixed(Math.min(9, 1 - Math.floor(Math.log10(value))))}` : `$${value.toFixed(2)}`;
}

/** A price of a million tokens. */
export const price = (value) => (value === null || value === undefined ? '–' : `$${value.toFixed(Number.isInteger(Number((value * 100).toFixed(6))) ? 2 : 3)}`);

export const tokens = (value) =>
  !value ? '–' : value >= 1_000_000 ? `${Number((value / 1_000_000).toFixed(1))}M` : value >= 1000 ? `${Math.round(value / 1024)}k` : String(value);

export const percent = (value) => (value === null || value === undefined ? '–' : `${Math.round(value * 100)} %`);

/** A kind of error, such as ProviderUnavailable, as people read it. */
export const inWords = (kind) => kind.replace(/(?<=[a-z])[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);

/** A provider by its name; without one, Hugging Face's router chooses. */
export const providerName = (provider) => (provider === 'auto' ? 'Hugging Face’s choice' : provider);

/** Names in a sentence: “a, b and c”. */
export const listed = (names) => new Intl.ListFormat('en-GB').format(names);

export const modelName = (id) => id.slice(id.indexOf('/') + 1);
