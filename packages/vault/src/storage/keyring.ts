import { randomBytes, randomUUID } from 'node:crypto';
import { type Locality, VaultError } from '@chatelaine/core';

const keyBytes = 32;
const formatVersion = 1;

/** One key that records are sealed under. */
interface BarrierKey {
  /** 1 or more; rises with each rotation. */
  readonly id: number;
  readonly key: Uint8Array;
}

/**
 * The secrets of a vault, wrapped by the root key. `index` names records without telling what they are about,
 * `head` keys the multiset hash over all records, `marker` seals what goes to callers between two pages.
 */
export interface Keyring extends Locality {
  readonly vaultId: string;
  readonly index: Uint8Array;
  readonly head: Uint8Array;
  readonly marker: Uint8Array;
  /** The newest is the last; records are sealed under it. */
  readonly barriers: readonly [BarrierKey, ...BarrierKey[]];
}

/** The secrets of a new vault. */
export function newKeyring(locality: Locality): Keyring {
  return {
    vaultId: randomUUID(),
    region: locality.region,
    domainId: locality.domainId,
    index: randomBytes(keyBytes),
    head: randomBytes(keyBytes),
    marker: randomBytes(keyBytes),
    barriers: [{ id: 1, key: randomBytes(keyBytes) }],
  };
}

interface Encoded {
  readonly format: number;
  readonly vaultId: string;
  readonly region: string;
  readonly domainId: string;
  readonly index: string;
  readonly head: string;
  readonly marker: string;
  readonly barriers: readonly { readonly id: number; readonly key: string }[];
}

function toText(secret: Uint8Array): string {
  return Buffer.from(secret).toString('base64url');
}

function fromText(encoded: string): Uint8Array {
  const decoded = new Uint8Array(Buffer.from(encoded, 'base64url'));
  if (decoded.length !== keyBytes)
    throw new VaultError('VaultMismatch', 'The keyring is of a format that this version does not know.');
  return decoded;
}

/** Overwrites the secrets; the vault is closed. */
export function wipeKeyring({ index, head, marker, barriers }: Keyring): void {
  for (const secret of [index, head, marker, ...barriers.map(({ key }) => key)]) secret.fill(0);
}

/** The bytes that the root key wraps. */
export function encodeKeyring(keyring: Keyring): Uint8Array {
  const encoded: Encoded = {
    format: formatVersion,
    vaultId: keyring.vaultId,
    region: keyring.region,
    domainId: keyring.domainId,
    index: toText(keyring.index),
    head: toText(keyring.head),
    marker: toText(keyring.marker),
    barriers: keyring.barriers.map(({ id, key }) => ({ id, key: toText(key) })),
  };
  return Buffer.from(JSON.stringify(encoded), 'utf8');
}

/** @throws VaultError `VaultMismatch` if a newer version wrote it. */
export function decodeKeyring(plain: Uint8Array): Keyring {
  const encoded = JSON.parse(Buffer.from(plain).toString('utf8')) as Encoded;
  const barriers =
    encoded.format === formatVersion ? encoded.barriers.map(({ id, key }) => ({ id, key: fromText(key) })) : [];
  const [first, ...others] = barriers;
  if (first === undefined) {
    throw new VaultError('VaultMismatch', 'A newer version of Chatelaine made this vault. Open it with that version.');
  }
  return {
    vaultId: encoded.vaultId,
    region: encoded.region,
    domainId: encoded.domainId,
    index: fromText(encoded.index),
    head: fromText(encoded.head),
    marker: fromText(encoded.marker),
    barriers: [first, ...others],
  };
}
