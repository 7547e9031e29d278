// Numbers as people read them.

export const milliseconds = (value) =>
  value === null || value === undefined ? '–' : value < 1000 ? `${Math.round(value)} ms` : `${(value / 1000).toFixed(value < 10000 ? 2 : 1)} s`;

export const tokensPerSecond = (value) => (value ? `${value < 10 ? value.toFixed(1) : Math.round(value)} tok/s` : '–');

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

export const modelName = (id) => id.slice(id.indexOf('/') + 1);
