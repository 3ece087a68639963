import { createPrivateKey, createPublicKey, hash, type KeyObject } from 'node:crypto';
import { VaultError } from '@chatelaine/core';
import type { PolicySignatureAlgorithm } from './policy-bundle.ts';

/** A key that signs bundles, or verifies their signatures. */
export interface PolicyKey {
  readonly algorithm: PolicySignatureAlgorithm;
  /** SHA-256 of the public key (DER, SubjectPublicKeyInfo), in hexadecimal digits. */
  readonly fingerprint: string;
  /** What the signature algorithm hashes with; Ed25519 hashes by itself. */
  readonly digest: 'sha256' | 'sha384' | undefined;
  readonly object: KeyObject;
}

/** Bytes of a signature. */
export const signatureBytes: Readonly<Record<PolicySignatureAlgorithm, number>> = {
  Ed25519: 64,
  ECDSA_SHA_256: 64,
  ECDSA_SHA_384: 96,
};

const what = 'an Ed25519, P-256 or P-384 key';

/** @throws VaultError `InvalidArgument` for anything but a public key (an object, or PEM) of a kind that signs bundles. */
export function publicPolicyKey(key: KeyObject | string): PolicyKey {
  // A private key would be taken for its public one; whoever hands it out here has made a mistake.
  const isPrivate = typeof key === 'string' ? key.includes('PRIVATE KEY') : key.type !== 'public';
  if (isPrivate) throw new VaultError('InvalidArgument', `Give the public key, not the private one, of ${what}.`);
  return policyKey(typeof key === 'string' ? parsed(() => createPublicKey(key), 'public') : key);
}

/** @throws VaultError `InvalidArgument` for anything but a private key (an object, or PEM) of a kind that signs bundles. */
export function privatePolicyKey(key: KeyObject | string): PolicyKey {
  const object = typeof key === 'string' ? parsed(() => createPrivateKey(key), 'private') : key;
  if (object.type !== 'private')
    throw new VaultError('InvalidArgument', `A bundle is signed with the private key of ${what}.`);
  return policyKey(object);
}

function policyKey(object: KeyObject): PolicyKey {
  const algorithm = algorithmOf(object);
  if (algorithm === undefined) {
    throw new VaultError('InvalidArgument', `Bundles are signed with ${what}, not with one of another kind.`);
  }
  const { kind, digest } = algorithm;
  const spki = (object.type === 'private' ? createPublicKey(object) : object).export({ type: 'spki', format: 'der' });
  return { algorithm: kind, fingerprint: hash('sha256', spki, 'hex'), digest, object };
}

function algorithmOf({
  asymmetricKeyType,
  asymmetricKeyDetails,
}: KeyObject): { readonly kind: PolicySignatureAlgorithm; readonly digest: PolicyKey['digest'] } | undefined {
  if (asymmetricKeyType === 'ed25519') return { kind: 'Ed25519', digest: undefined };
  if (asymmetricKeyType !== 'ec') return undefined;
  if (asymmetricKeyDetails?.namedCurve === 'prime256v1') return { kind: 'ECDSA_SHA_256', digest: 'sha256' };
  return asymmetricKeyDetails?.namedCurve === 'secp384r1' ? { kind: 'ECDSA_SHA_384', digest: 'sha384' } : undefined;
}

// The cause is not handed on: what OpenSSL says may quote the key.
function parsed(parse: () => KeyObject, kind: string): KeyObject {
  try {
    return parse();
  } catch {
    throw new VaultError(
      'InvalidArgument',
      `The ${kind} key can't be read; give PEM of ${what}, without a passphrase.`,
    );
  }
}
