import type * as Crypto from 'node:crypto';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { NoncePool } from '../src/nonce-pool.ts';
import { aesAt, context, TestKey } from './test-key.ts';

/** The memory that the random generator filled, in the order of its calls. */
const filled: ArrayBufferView[] = [];

vi.mock('node:crypto', async (original) => {
  const crypto = await original<typeof Crypto>();
  const randomFillSync = (view: NodeJS.ArrayBufferView): NodeJS.ArrayBufferView => {
    filled.push(view);
    return crypto.randomFillSync(view);
  };
  return { ...crypto, randomFillSync };
});

beforeEach(() => {
  filled.length = 0;
});

function bytesOf(view: ArrayBufferView | undefined): Uint8Array {
  expect(view).toBeDefined();
  return view === undefined ? new Uint8Array() : new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
}

function nextOf(pool: NoncePool): string {
  const nonce = new DataView(new ArrayBuffer(12));
  pool.moveTo(nonce);
  return Buffer.from(nonce.buffer).toString('hex');
}

describe('the nonces of AES_256', () => {
  test('come from the random generator, 1,024 at a time', () => {
    const pool = new NoncePool();
    const nonces = new Set<string>();
    for (let count = 1; count <= 1_024; count += 1) nonces.add(nextOf(pool));
    expect(filled.map((view) => view.byteLength)).toEqual([12_288]);
    nonces.add(nextOf(pool));
    expect(filled).toHaveLength(2);
    expect(nonces.size).toBe(1_025);
  });

  test('are those bytes, in their order, each once', () => {
    const pool = new NoncePool();
    const first = nextOf(pool);
    const rest = Buffer.from(bytesOf(filled[0])).toString('hex', 12);
    const others = Array.from({ length: 1_023 }, () => nextOf(pool)).join('');
    expect(others).toBe(rest);
    expect(rest).not.toContain(first);
  });

  test('leave zeros behind in the pool', () => {
    const pool = new NoncePool();
    for (let count = 1; count <= 3; count += 1) nextOf(pool);
    const bytes = bytesOf(filled[0]);
    expect(bytes.subarray(0, 36).every((byte) => byte === 0)).toBe(true);
    expect(bytes.subarray(36).some((byte) => byte !== 0)).toBe(true);
  });

  test('are forgotten when the pool is dropped', () => {
    const pool = new NoncePool();
    nextOf(pool);
    pool.drop();
    expect(bytesOf(filled[0]).every((byte) => byte === 0)).toBe(true);
    expect(nextOf(pool)).not.toBe('00'.repeat(12));
    expect(filled).toHaveLength(2);
  });

  test('are forgotten when the algorithm is told that its process was copied, whatever is loaded', () => {
    const [algorithm, key] = [aesAt(), new TestKey()];
    const loaded = key.load(algorithm);
    const seal = (): unknown => loaded.seal(key.header, context, new Uint8Array());
    seal();
    algorithm.reseed();
    expect(bytesOf(filled[0]).every((byte) => byte === 0)).toBe(true);
    seal();
    expect(filled).toHaveLength(2);
  });

  test('are forgotten with the last of the loaded keys, and not before', () => {
    const [algorithm, key] = [aesAt(), new TestKey()];
    const [one, other] = [key.load(algorithm), key.load(algorithm)];
    const seal = (): unknown => other.seal(key.header, context, new Uint8Array());
    seal();
    one.dispose();
    seal();
    expect(filled).toHaveLength(1);
    other.dispose();
    expect(bytesOf(filled[0]).every((byte) => byte === 0)).toBe(true);
    key.load(algorithm).seal(key.header, context, new Uint8Array());
    expect(filled).toHaveLength(2);
  });
});
