import { type KeyObject, sign, verify } from 'node:crypto';
import { VaultError } from '@chatelaine/core';
import { assembleBundle, maximumSignatures, type PolicyBundle } from './policy-bundle.ts';
import { type PolicyKey, privatePolicyKey, publicPolicyKey } from './policy-key.ts';

/** Stands before the hash in what is signed, so that no other signature of the key is ever one of a bundle. */
const domain = Buffer.from('chatelaine/v1/policy-bundle\0', 'utf8');

/**
 * The same bundle with one signature more; an earlier one of the same key is replaced.
 *
 * @param privateKey an Ed25519, P-256 or P-384 key, as an object or PEM
 * @throws VaultError `InvalidArgument` for another key, or a bundle that has 16 signatures.
 */
export function signPolicyBundle(bundle: PolicyBundle, privateKey: KeyObject | string): PolicyBundle {
  const { algorithm, fingerprint, digest, object } = privatePolicyKey(privateKey);
  const others = bundle.signatures.filter(({ key }) => key !== fingerprint);
  if (others.length >= maximumSignatures) {
    throw new VaultError('InvalidArgument', `A bundle has at most ${maximumSignatures} signatures.`);
  }
  // The hash is computed once more: what is signed is what the documents are, not what an object says of itself.
  const { hash, documents, version } = assembleBundle(bundle.documents, bundle.version);
  const bytes = sign(digest ?? null, signedBytes(hash), { key: object, dsaEncoding: 'ieee-p1363' });
  const added = { algorithm, key: fingerprint, signature: bytes.toString('base64') };
  return assembleBundle(
    documents,
    version,
    [...others, added].toSorted((a, b) => (a.key < b.key ? -1 : 1)),
  );
}

/**
 * Whether a bundle has a signature of a key that is right.
 *
 * @param publicKey an Ed25519, P-256 or P-384 key, as an object or PEM
 * @throws VaultError `InvalidArgument` for another key.
 */
export function isSignedBy(bundle: PolicyBundle, publicKey: KeyObject | string): boolean {
  return signatureOf(bundle, publicPolicyKey(publicKey)) === 'right';
}

/** What the signature of a key is worth. */
export function signatureOf(
  { documents, version, signatures }: PolicyBundle,
  key: PolicyKey,
): 'right' | 'wrong' | 'none' {
  const found = signatures.find((signature) => signature.key === key.fingerprint);
  if (found === undefined) return 'none';
  if (found.algorithm !== key.algorithm) return 'wrong';
  const { hash } = assembleBundle(documents, version);
  const bytes = Buffer.from(found.signature, 'base64');
  const isRight = verify(key.digest ?? null, signedBytes(hash), { key: key.object, dsaEncoding: 'ieee-p1363' }, bytes);
  return isRight ? 'right' : 'wrong';
}

function signedBytes(hash: string): Buffer {
  return Buffer.concat([domain, Buffer.from(hash, 'hex')]);
}
