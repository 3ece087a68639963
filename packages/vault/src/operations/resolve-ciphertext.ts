import type { KeyId, KeyIdentifier, RequestFacts } from '@chatelaine/core';
import { decryptFailed } from '../ciphertext/decrypt-failed.ts';
import { keyIdOfCiphertext } from '../ciphertext/header.ts';
import { after } from '../pipeline/after.ts';
import type { Call } from '../pipeline/call.ts';
import type { Resolved } from '../pipeline/implementation.ts';
import type { Services } from '../services.ts';
import { findKey, nameOf, unknownKey } from './resolve-key.ts';

/**
 * Resolves an operation on the key that the start of a ciphertext names. It is decided on that key; being of another key than
 * `expected` says, or of none, is the common error of decryption.
 */
export function resolveCiphertext(
  call: Call<unknown>,
  expected: KeyIdentifier | undefined,
  start: Uint8Array,
  facts: RequestFacts,
  services: Services,
): Resolved | Promise<Resolved> {
  const keyId = keyIdOfCiphertext(start);
  if (keyId === undefined) throw decryptFailed();
  if (expected === undefined) return resolveHeaderKey(call, keyId, undefined, facts, services);
  return after(findKey(expected, services), (entry) =>
    resolveHeaderKey(call, keyId, entry?.record.keyId === keyId ? expected : null, facts, services),
  );
}

// `expected`: how the caller named this very key; null: the caller named another one.
function resolveHeaderKey(
  call: Call<unknown>,
  keyId: KeyId,
  expected: KeyIdentifier | null | undefined,
  facts: RequestFacts,
  services: Services,
): Resolved | Promise<Resolved> {
  const { action } = call.operation.declaration;
  const identifier: KeyIdentifier = { type: 'key', keyId };
  const asked = nameOf(expected ?? identifier);
  return after(services.directory.byId(keyId), (entry): Resolved => {
    const key = entry?.view ?? unknownKey(identifier, services.locality);
    const question = { action, key, asked, facts, entry };
    return entry === undefined || expected === null ? { question, missing: decryptFailed() } : { question, entry };
  });
}
