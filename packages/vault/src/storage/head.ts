import { createHmac, createHash } from 'node:crypto';
import { aliasPrefix, grantPrefix, jobPrefix, keyPrefix, timePath } from './record-path.ts';

/** How many parts the head has, so that writers rarely meet in one. */
export const headShards = 64;

const modulus = 1n << 256n;
const covered = [keyPrefix, 'material/', 'import/', grantPrefix, aliasPrefix, 'tag/', 'policy/', jobPrefix, timePath];

/** True for the records that the head accounts for. */
export function isCovered(path: string): boolean {
  return covered.some((prefix) => path.startsWith(prefix));
}

/** The prefixes under which all covered records lie. */
export const coveredPrefixes: readonly string[] = covered;

/**
 * The sum of a set of records, as a keyed multiset hash: HMAC-SHA-256 of path, revision and digest of each record,
 * added modulo 2^256. Adding and removing a record needs no other record.
 */
export class HeadSum {
  readonly value: bigint;
  readonly records: number;

  constructor(value: bigint = 0n, records: number = 0) {
    this.value = value;
    this.records = records;
  }

  plus(element: bigint): HeadSum {
    return new HeadSum((this.value + element) % modulus, this.records + 1);
  }

  minus(element: bigint): HeadSum {
    return new HeadSum((this.value - element + modulus) % modulus, this.records - 1);
  }

  equals(other: HeadSum): boolean {
    return this.value === other.value && this.records === other.records;
  }

  encode(): Uint8Array {
    return Buffer.from(`${this.records}:${this.value.toString(16)}`, 'latin1');
  }

  static decode(content: Uint8Array): HeadSum {
    const [records = '', value = ''] = Buffer.from(content).toString('latin1').split(':');
    return new HeadSum(BigInt(`0x${value}`), Number(records));
  }
}

/** Which shard accounts for a path. */
export function shardOf(path: string): number {
  return (createHash('sha256').update(path, 'latin1').digest()[0] ?? 0) % headShards;
}

/** What a record adds to its shard. */
export function headElement(key: Uint8Array, path: string, revision: number, digest: Uint8Array): bigint {
  const hash = createHmac('sha256', key).update(`${path}\0${revision}\0`, 'latin1').update(digest).digest('hex');
  return BigInt(`0x${hash}`);
}

/** The revisions of all heads, by shard; the epoch record holds them. */
export type HeadRevisions = readonly number[];

/** No head was ever written. */
export const noHeads: HeadRevisions = Array.from({ length: headShards }, () => 0);
