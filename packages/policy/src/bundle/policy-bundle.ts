import { hash } from 'node:crypto';
import type { PolicyDocument } from '@chatelaine/core';
import { deepFreeze } from '../deep-freeze.ts';

/** What the member `bundle` of every bundle says. */
export const bundleFormat = 'chatelaine/v1';
/** Versions are 1 to this. */
export const maximumBundleVersion = 0xff_ff_ff_ff;
/** Bytes of a bundle's file. */
export const maximumBundleFileBytes: number = 10 * 1_048_576;
/** Signatures of one bundle. */
export const maximumSignatures = 16;

/**
 * Policy documents built for production: in one canonical encoding, under one hash that signatures are for, with a version.
 * Frozen throughout. `docs/formats.md` has its file byte by byte.
 */
export interface PolicyBundle {
  /** 1–4,294,967,295. A vault takes only bundles of a higher version than the active one. */
  readonly version: number;
  /** SHA-256 of the format, the documents and the version, as 64 hexadecimal digits. */
  readonly hash: string;
  /** By name. Each text is canonical JSON and a policy document for every function of this package. */
  readonly documents: readonly PolicyDocument[];
  /** By `key`, at most 16. */
  readonly signatures: readonly PolicyBundleSignature[];
}

/** A signature of the hash of a bundle. It proves nothing until it is verified under a key that is trusted. */
export interface PolicyBundleSignature {
  readonly algorithm: PolicySignatureAlgorithm;
  /** Which key made it: SHA-256 of its public key (DER, SubjectPublicKeyInfo), as 64 hexadecimal digits. */
  readonly key: string;
  /** Base64 with padding, of 64 bytes (96 for ECDSA_SHA_384). */
  readonly signature: string;
}

/** By the kind of the key: Ed25519, P-256, P-384. */
export type PolicySignatureAlgorithm = 'Ed25519' | 'ECDSA_SHA_256' | 'ECDSA_SHA_384';

/** Puts a bundle together; its hash is computed here and nowhere else. */
export function assembleBundle(
  documents: readonly PolicyDocument[],
  version: number,
  signatures: readonly PolicyBundleSignature[] = [],
): PolicyBundle {
  const payload = `{"bundle":"${bundleFormat}","documents":${documentsJson(documents)},"version":${version}}`;
  return deepFreeze({
    version,
    hash: hash('sha256', payload, 'hex'),
    documents: documents.map(({ name, text }) => ({ name, text })),
    signatures: signatures.map(({ algorithm, key, signature }) => ({ algorithm, key, signature })),
  });
}

/** The file of a bundle. */
export function formatPolicyBundle({ documents, hash: digest, signatures, version }: PolicyBundle): string {
  const signed = JSON.stringify(signatures.map(({ algorithm, key, signature }) => ({ algorithm, key, signature })));
  return `{"bundle":"${bundleFormat}","documents":${documentsJson(documents)},"hash":"${digest}","signatures":${signed},"version":${version}}\n`;
}

function documentsJson(documents: readonly PolicyDocument[]): string {
  return `[${documents.map(({ name, text }) => `{"content":${text},"name":${JSON.stringify(name)}}`).join(',')}]`;
}
