// What the calls behind one answer took together: a model that uses tools is asked several times.

const sum = (reports, pick) => {
  const values = reports.map(pick).filter((value) => value !== null && value !== undefined);
  return values.length > 0 ? values.reduce((total, value) => total + value, 0) : null;
};

export function totals(reports) {
  const lastReport = reports.at(-1);
  const attempts = reports.flatMap((report) => report.attempts);
  const lastAttempt = attempts.at(-1);
  return {
    model: lastReport.model,
    provider: lastAttempt?.error ? lastAttempt.provider : lastReport.provider,
    timeToFirstToken: reports.find((report) => report.timeToFirstToken !== undefined)?.timeToFirstToken ?? null,
    tokensPerSecond: lastReport.tokensPerSecond ?? null,
    duration: sum(reports, (report) => report.duration),
    inputTokens: sum(reports, (report) => report.inputTokens),
    outputTokens: sum(reports, (report) => report.outputTokens),
    cost: sum(reports, (report) => report.cost),
    costSource: lastReport.costSource,
    attempts,
  };
}
