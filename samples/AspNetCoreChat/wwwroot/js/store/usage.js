// What the answers of each day took, in all tabs.

import { got, transact } from './database.js';
import { tell } from './tabs.js';

const NOTHING = { calls: 0, inputTokens: 0, outputTokens: 0, cost: 0 };
const listeners = new Set();

/** Today where the person is, such as 2026-05-31. */
const today = () => new Date().toLocaleDateString('sv');

export const onUsage = (listener) => listeners.add(listener);

/** Adds what one call took. */
export async function addUsage({ inputTokens, outputTokens, cost }) {
  await transact(['usage'], 'readwrite', async (usage) => {
    const day = (await got(usage.get(today()))) ?? { day: today(), ...NOTHING };
    usage.put({
      ...day, calls: day.calls + 1, inputTokens: day.inputTokens + (inputTokens ?? 0), outputTokens: day.outputTokens + (outputTokens ?? 0),
      cost: day.cost + (cost ?? 0),
    });
  });
  tell({ kind: 'usage' });
  listeners.forEach((listener) => listener());
}

export const readToday = async () => (await transact(['usage'], 'readonly', (usage) => got(usage.get(today())))) ?? { day: today(), ...NOTHING };

/** What all answers of a chat took, those of other branches too. A branch may have copies of another's answers. */
export function usageOf(chat) {
  const reports = new Map(chat.rounds.flatMap((round) => round.answers.flatMap((answer) => answer.reports)).map((report) => [`${report.requestId} ${report.duration}`, report]));
  const sum = (name) => [...reports.values()].reduce((total, report) => total + (report[name] ?? 0), 0);
  return { calls: reports.size, inputTokens: sum('inputTokens'), outputTokens: sum('outputTokens'), cost: sum('cost') };
}
