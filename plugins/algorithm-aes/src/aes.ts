import { definePlugin, type NoNames, VaultError, type VaultPlugin } from '@chatelaine/core';
import { Aes256 } from './aes-256.ts';

/** Options of `aes()`. */
export interface AesOptions {
  /** Derived keys kept for decryption, all keys of a vault together: 1–1,000,000, by default 4,096 (about 5 MB). */
  readonly derivedKeys?: number;
}

/** Brings the key spec AES_256: committing AES-256-GCM. */
export function aes(options: AesOptions = {}): VaultPlugin<NoNames> {
  const derivedKeys = derivedKeyLimit(options);
  return definePlugin({
    name: '@chatelaine/algorithm-aes',
    apiVersion: 1,
    setup: (host) => host.algorithm(new Aes256(derivedKeys, () => performance.now())),
  });
}

function derivedKeyLimit(options: unknown): number {
  const plain = typeof options === 'object' && options !== null && !Array.isArray(options);
  const given: Readonly<Record<string, unknown>> = plain ? { ...options } : {};
  const { derivedKeys = 4_096, ...others } = given;
  const fits = typeof derivedKeys === 'number' && derivedKeys >= 1 && derivedKeys <= 1_000_000;
  if (!plain || Object.keys(others).length > 0 || !fits || !Number.isInteger(derivedKeys)) {
    throw new VaultError(
      'InvalidConfiguration',
      'aes() takes one option, `derivedKeys`: a whole number from 1 to 1,000,000.',
    );
  }
  return derivedKeys;
}
