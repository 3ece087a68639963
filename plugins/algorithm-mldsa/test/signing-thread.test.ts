import { afterEach, describe, expect, test, vi } from 'vitest';
import { knownSeed } from '../src/known-answers/known-answer.ts';
import { parameterSets } from '../src/parameter-sets.ts';
import * as loading from '../src/primitives/load-primitive.ts';
import type { ExpandedKey, Primitive } from '../src/primitives/primitive.ts';
import { SigningThread } from '../src/threads/signing-thread.ts';

vi.mock('../src/primitives/load-primitive.ts', { spy: true });

afterEach(() => {
  vi.mocked(loading.loadPrimitive).mockRestore();
});

const keySpec = 'ML_DSA_44';
const message = Uint8Array.of(1, 2, 3);
const zeros = (bytes: Uint8Array): boolean => bytes.every((byte) => byte === 0);

/** Has the next thread load a primitive that was changed. */
function broken(change: (genuine: Primitive) => Primitive): void {
  vi.mocked(loading.loadPrimitive).mockImplementationOnce(async (name, set) =>
    change(await loading.loadPrimitive(name, set)),
  );
}

async function expand(thread: SigningThread, seed: Uint8Array): Promise<ExpandedKey> {
  return (await thread.run({ name: 'expand', keySpec, input: { seed } })) as ExpandedKey;
}

describe.each(['liboqs', 'noble'] as const)('a thread of %s', (name) => {
  test('makes, holds and uses a key', async () => {
    const thread = new SigningThread(name);
    const { publicKey, secretKey } = await expand(thread, knownSeed());
    const sign = (given: Uint8Array | undefined) =>
      thread.run({ name: 'sign', keySpec, input: { key: 7, secretKey: given, message } }) as Promise<Uint8Array>;
    for (const signature of [await sign(Uint8Array.from(secretKey)), await sign(undefined)]) {
      expect(await thread.run({ name: 'verify', keySpec, input: { publicKey, message, signature } })).toBe(true);
    }
    expect(await thread.run({ name: 'publicKey', keySpec, input: { seed: knownSeed() } })).toEqual(publicKey);
  });

  test('requirement 17: overwrites seeds and keys once it has taken them', async () => {
    const thread = new SigningThread(name);
    const seed = knownSeed();
    const { secretKey } = await expand(thread, seed);
    expect(zeros(seed)).toBe(true);
    await thread.run({ name: 'sign', keySpec, input: { key: 1, secretKey, message } });
    expect(zeros(secretKey)).toBe(true);
  });

  test('requirement 17: overwrites the key that it holds when it is to forget it, and has it no more', async () => {
    const wiped: number[] = [];
    broken((genuine) => ({
      ...genuine,
      hold: (secretKey) => {
        const held = genuine.hold(secretKey);
        return { sign: (given) => held.sign(given), wipe: () => (wiped.push(secretKey.length), held.wipe()) };
      },
    }));
    const thread = new SigningThread(name);
    const { secretKey } = await expand(thread, knownSeed());
    wiped.length = 0;
    await thread.run({ name: 'sign', keySpec, input: { key: 1, secretKey, message } });
    thread.forget(2);
    expect(wiped).toEqual([]);
    thread.forget(1);
    thread.forget(1);
    expect(wiped).toEqual([parameterSets[keySpec].secretKeyBytes]);
    const again = thread.run({ name: 'sign', keySpec, input: { key: 1, secretKey: undefined, message } });
    await expect(again).rejects.toThrow('does not hold');
  });

  test('tests a primitive before it verifies with it', async () => {
    broken((genuine) => ({ ...genuine, verify: () => true }));
    const input = { publicKey: new Uint8Array(1_312), message, signature: new Uint8Array(2_420) };
    const verdict = new SigningThread(name).run({ name: 'verify', keySpec, input });
    await expect(verdict).rejects.toThrow('takes an altered signature of ML-DSA-44');
  });

  test('tests a primitive before it makes a key for it', async () => {
    broken((genuine) => ({ ...genuine, hold: () => ({ sign: () => new Uint8Array(2_420), wipe: () => undefined }) }));
    await expect(expand(new SigningThread(name), knownSeed())).rejects.toThrow('makes signatures that do not fit');
  });

  test('gives out what stands alone in its memory', async () => {
    const thread = new SigningThread(name);
    const { publicKey, secretKey } = await expand(thread, knownSeed());
    const input = { key: 1, secretKey: Uint8Array.from(secretKey), message };
    const signature = (await thread.run({ name: 'sign', keySpec, input })) as Uint8Array;
    for (const bytes of [publicKey, secretKey, signature]) expect(bytes.buffer.byteLength).toBe(bytes.length);
  });
});
