/** The middle value of a list of numbers. */
function median(values) {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

/** Microseconds that one of `count` calls took. */
export function perCall(startedAt, count) {
  return ((performance.now() - startedAt) * 1_000) / count;
}

/**
 * Runs two contenders in turn, so that both see the same machine, and compares medians.
 *
 * @param {{ name: string, limit: number, ours: () => Promise<number>, bare: () => Promise<number> | number, rounds: number }} row
 *   `ours` and `bare` give the microseconds of one call; `limit` is the ratio of the design's section 8.
 */
export async function compare({ name, limit, ours, bare, rounds }) {
  const measured = { ours: [], bare: [] };
  await warmUp(bare);
  await warmUp(ours);
  for (let round = 0; round < rounds; round += 1) {
    measured.bare.push(await bare());
    measured.ours.push(await ours());
  }
  const medianMicroseconds = median(measured.ours);
  const bareMicroseconds = median(measured.bare);
  return { name, ratio: medianMicroseconds / bareMicroseconds, limit, medianMicroseconds, bareMicroseconds };
}

/** Until the compiler has seen enough: a service that runs for minutes is compared, not one that has just begun. */
async function warmUp(run) {
  const until = performance.now() + 500;
  do await run();
  while (performance.now() < until);
}
