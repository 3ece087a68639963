import type { KeyObject } from 'node:crypto';
import { VaultError } from '@chatelaine/core';
import type { PolicyBundle } from './policy-bundle.ts';
import { publicPolicyKey } from './policy-key.ts';
import { signatureOf } from './sign-policy-bundle.ts';

/** What is asked of a bundle before its rules count. */
export interface PolicyTrust {
  /** A bundle must be signed by one of these keys: Ed25519, P-256 or P-384, as objects or PEM. Absent: by nobody. */
  readonly publicKeys?: readonly (KeyObject | string)[];
  /** An older bundle is refused. Absent: any version will do. */
  readonly minimumVersion?: number;
}

/** @throws VaultError `InvalidArgument` for a key that signs no bundles. */
export function checkPolicyTrust({ publicKeys = [] }: PolicyTrust): void {
  for (const key of publicKeys) publicPolicyKey(key);
}

/**
 * A signature of a key that is not trusted counts for nothing; a wrong one of a key that is trusted counts against the
 * bundle, whoever else signed it.
 *
 * @throws VaultError `PolicyNotTrusted`; `InvalidArgument` for a key that signs no bundles.
 */
export function requireTrustedBundle(bundle: PolicyBundle, { publicKeys, minimumVersion }: PolicyTrust): void {
  if (minimumVersion !== undefined && bundle.version < minimumVersion) {
    throw notTrusted(`has version ${bundle.version}; the least that is taken is ${minimumVersion}`);
  }
  if (publicKeys === undefined) return;
  const found = publicKeys.map((key) => signatureOf(bundle, publicPolicyKey(key)));
  if (found.includes('wrong')) throw notTrusted('has a signature that is wrong: it was changed after it was signed');
  if (!found.includes('right')) throw notTrusted('is not signed by any of the public keys that are configured');
}

/** For policies that have neither a signature nor a version. */
export function unsignedPolicy(): VaultError {
  return new VaultError(
    'PolicyNotTrusted',
    'Only built bundles are taken, since public keys or a least version are configured, and these documents are none. Build a bundle of them, and sign it.',
  );
}

function notTrusted(fault: string): VaultError {
  return new VaultError('PolicyNotTrusted', `The policy bundle ${fault}. Nothing of it was taken.`);
}
