const shortestRetry = 60_000;
const longestRetry = 3_600_000;

/** Work that failed, and when it is tried again. */
export interface Failure {
  readonly times: number;
  /** On the monotonic clock. */
  readonly retryAt: number;
}

/** After a minute, then two, and so on up to an hour. */
export function failureAfter(before: Failure | undefined, monotonic: number): Failure {
  const times = (before?.times ?? 0) + 1;
  return { times, retryAt: monotonic + Math.min(shortestRetry * 2 ** (times - 1), longestRetry) };
}
