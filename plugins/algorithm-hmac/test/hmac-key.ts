import { SecretBytes, VaultError, type Mac } from '@chatelaine/core';
import { HmacAlgorithm } from '../src/hmac-algorithm.ts';
import { hmacSpecs } from '../src/hmac-specs.ts';

/** The algorithm of a key spec. */
export function algorithmOf(keySpec: string): HmacAlgorithm {
  const spec = hmacSpecs.find((each) => each.keySpec === keySpec);
  if (spec === undefined) throw new VaultError('Internal', `There is no ${keySpec}.`);
  return new HmacAlgorithm(spec);
}

/** What a vault uses of `key`, whose bytes went through the contract: parsed, then loaded. */
export function macOf(keySpec: string, key: Uint8Array): Mac {
  const algorithm = algorithmOf(keySpec);
  const parsed = algorithm.parse(SecretBytes.take(new Uint8Array(key)));
  return algorithm.load(parsed).mac;
}

export function hex(bytes: Uint8Array | Promise<Uint8Array>): string {
  if (bytes instanceof Promise) throw new VaultError('Internal', 'Codes are made at once.');
  return Buffer.from(bytes).toString('hex');
}
