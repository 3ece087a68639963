import crypto from 'node:crypto';
import { syncBuiltinESMExports } from 'node:module';
import { type MockInstance, onTestFinished, vi } from 'vitest';

/** Watches a function of node:crypto, as every module sees it, until the test is over. */
export function spyOnCrypto<Name extends 'randomUUID' | 'timingSafeEqual'>(
  name: Name,
): MockInstance<(typeof crypto)[Name]> {
  const spy = vi.spyOn(crypto, name) as unknown as MockInstance<(typeof crypto)[Name]>;
  syncBuiltinESMExports();
  onTestFinished(() => {
    spy.mockRestore();
    syncBuiltinESMExports();
  });
  return spy;
}
