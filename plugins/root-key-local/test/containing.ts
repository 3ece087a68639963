import { expect } from 'vitest';

/** Matches every text that has `part` in it. */
export function containing(part: string): unknown {
  return expect.stringContaining(part);
}
