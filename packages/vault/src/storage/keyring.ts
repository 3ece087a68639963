import { randomBytes, randomUUID } from 'node:crypto';
import { type Locality, VaultError, mixed, mixedUuid } from '@chatelaine/core';

const keyBytes = 32;
const formatVersion = 1;

/** One key that records are sealed under. */
export interface BarrierKey {
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
  /** 1 or more; rises by 1 with each change of the keyring. The epoch holds it too, so that neither can be put back alone. */
  readonly generation: number;
  readonly index: Uint8Array;
  readonly head: Uint8Array;
  readonly marker: Uint8Array;
  /** The newest is the last; records are sealed under it. */
  readonly barriers: readonly [BarrierKey, ...BarrierKey[]];
}

/** The secrets of a new vault. */
export function newKeyring(locality: Locality): Keyring {
  return {
    vaultId: mixedUuid(randomUUID()),
    region: locality.region,
    domainId: locality.domainId,
    generation: 1,
    index: mixed(randomBytes(keyBytes)),
    head: mixed(randomBytes(keyBytes)),
    marker: mixed(randomBytes(keyBytes)),
    barriers: [{ id: 1, key: mixed(randomBytes(keyBytes)) }],
  };
}

/** The same keyring with one barrier key more, which is the newest. */
export function withNewBarrier(keyring: Keyring): Keyring {
  const id = newestBarrier(keyring).id + 1;
  return {
    ...keyring,
    generation: keyring.generation + 1,
    barriers: [...keyring.barriers, { id, key: mixed(randomBytes(keyBytes)) }],
  };
}

/** The same keyring, to be wrapped by another root key. */
export function withNextGeneration(keyring: Keyring): Keyring {
  return { ...keyring, generation: keyring.generation + 1 };
}

/** The same keyring without the barrier keys before `id`; the newest always stays. */
export function withoutBarriersBefore(keyring: Keyring, id: number): Keyring {
  const newest = newestBarrier(keyring);
  const [first = newest, ...others] = keyring.barriers.filter((barrier) => barrier.id >= id);
  return { ...keyring, generation: keyring.generation + 1, barriers: [first, ...others] };
}

/** The barrier key that records are sealed under. */
export function newestBarrier({ barriers }: Keyring): BarrierKey {
  return barriers.at(-1) ?? barriers[0];
}

interface Encoded {
  readonly format: number;
  readonly vaultId: string;
  readonly region: string;
  readonly domainId: string;
  readonly generation: number;
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

/** Overwrites the secrets, but those that `kept` has too. */
export function wipeKeyring(keyring: Keyring, kept?: Keyring): void {
  const spared = new Set(kept === undefined ? [] : secretsOf(kept));
  for (const secret of secretsOf(keyring)) if (!spared.has(secret)) secret.fill(0);
}

function secretsOf({ index, head, marker, barriers }: Keyring): readonly Uint8Array[] {
  return [index, head, marker, ...barriers.map(({ key }) => key)];
}

/** The bytes that the root key wraps. */
export function encodeKeyring(keyring: Keyring): Uint8Array {
  const encoded: Encoded = {
    format: formatVersion,
    vaultId: keyring.vaultId,
    region: keyring.region,
    domainId: keyring.domainId,
    generation: keyring.generation,
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
    generation: encoded.generation,
    index: fromText(encoded.index),
    head: fromText(encoded.head),
    marker: fromText(encoded.marker),
    barriers: [first, ...others],
  };
}
