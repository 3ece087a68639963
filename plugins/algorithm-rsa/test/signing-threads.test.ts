import { constants, createPublicKey, publicDecrypt, randomBytes } from 'node:crypto';
import type { Worker, WorkerOptions } from 'node:worker_threads';
import type * as Threads from 'node:worker_threads';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { NodePrimitives } from '../src/node-primitives.ts';
import { selfTest } from '../src/self-test.ts';
import { SigningThreads } from '../src/signing-threads.ts';
import { testKeyOf } from './rsa-keys.ts';
import { testKeys } from './test-keys.ts';

/** The threads that were started, in their order, with whether each keeps the process alive. */
const started: {
  readonly worker: Worker;
  readonly options: WorkerOptions;
  holds: boolean;
  exited: Promise<unknown>;
}[] = [];

vi.mock('node:worker_threads', async (original) => {
  const threads = await original<typeof Threads>();
  class WatchedWorker extends threads.Worker {
    readonly #watched;

    constructor(program: string, options: WorkerOptions) {
      super(program, options);
      const exited = new Promise((resolve) => this.once('exit', resolve));
      this.#watched = { worker: this, options, holds: true, exited };
      started.push(this.#watched);
    }

    override ref(): void {
      this.#watched.holds = true;
      super.ref();
    }

    override unref(): void {
      this.#watched.holds = false;
      super.unref();
    }
  }
  return { ...threads, Worker: WatchedWorker };
});

beforeEach(() => {
  started.length = 0;
});

const key = testKeys.RSA_2048;
const publicKey = createPublicKey(key);

/** A block as signatures have them: below the modulus. */
const block = (): Buffer => Buffer.concat([Buffer.of(0), randomBytes(255)]);
const opened = (signature: Uint8Array): Buffer =>
  publicDecrypt({ key: publicKey, padding: constants.RSA_NO_PADDING }, signature);

/** Asserts that the threads give each its own signature. */
async function assertSign(threads: SigningThreads, count: number): Promise<void> {
  const blocks = Array.from({ length: count }, block);
  const signatures = await Promise.all(blocks.map((each) => threads.run(each, key)));
  expect(signatures.map((signature) => opened(signature))).toEqual(blocks);
}

describe('the threads for signatures of digests', () => {
  test('do not start before there is such a signature', async () => {
    const primitives = new NodePrimitives();
    await selfTest(primitives);
    const loaded = testKeyOf('RSA_2048', primitives);
    const { signer, publicEncryption } = loaded;
    const [algorithm, digest] = ['RSASSA_PSS_SHA_256', Buffer.alloc(32)];
    const signature = await signer.sign(algorithm, 'RAW', digest);
    signer.verify(algorithm, 'RAW', digest, signature);
    signer.verify(algorithm, 'DIGEST', digest, signature);
    const ciphertext = publicEncryption.encrypt('RSAES_OAEP_SHA_256', digest);
    await publicEncryption.decrypt('RSAES_OAEP_SHA_256', ciphertext);
    expect(started).toHaveLength(0);
    await signer.sign(algorithm, 'DIGEST', digest);
    expect(started).toHaveLength(1);
    loaded.dispose();
  });

  test('are one as long as one is enough', async () => {
    const threads = new SigningThreads(4);
    for (let count = 1; count <= 5; count += 1) await assertSign(threads, 1);
    expect(started).toHaveLength(1);
    threads.stop();
  });

  test.each([1, 2, 3])('are %i at most if they are limited to that', async (limit) => {
    const threads = new SigningThreads(limit);
    await assertSign(threads, 20);
    await assertSign(threads, 20);
    expect(started).toHaveLength(limit);
    threads.stop();
  });

  test('are shared by the keys of a plugin, end with the last of them, and start again', async () => {
    const primitives = new NodePrimitives();
    const [one, other] = [testKeyOf('RSA_2048', primitives), testKeyOf('RSA_3072', primitives)];
    const sign = ({ signer }: typeof one) => signer.sign('RSASSA_PKCS1_V1_5_SHA_256', 'DIGEST', Buffer.alloc(32));
    await sign(one);
    await sign(other);
    one.dispose();
    one.dispose();
    await sign(other);
    expect(started).toHaveLength(1);
    other.dispose();
    expect(await started[0]?.exited).toBe(1);
    const again = testKeyOf('RSA_2048', primitives);
    await sign(again);
    again.dispose();
    expect(started).toHaveLength(2);
    expect(await started[1]?.exited).toBe(1);
  });

  test('hold the process while they have something to do, and not a moment longer', async () => {
    const threads = new SigningThreads(1);
    const answers = [threads.run(block(), key), threads.run(block(), key)];
    expect(started.map(({ holds }) => holds)).toEqual([true]);
    await Promise.all(answers);
    expect(started.map(({ holds }) => holds)).toEqual([false]);
    threads.stop();
  });

  test('finish what they are doing before they end', async () => {
    const threads = new SigningThreads(1);
    const blocks = [block(), block(), block()];
    const answers = blocks.map((each) => threads.run(each, key));
    threads.stop();
    expect((await Promise.all(answers)).map((signature) => opened(signature))).toEqual(blocks);
    expect(await started[0]?.exited).toBe(1);
  });

  test('are replaced if they end by themselves, and what they were doing fails', async () => {
    const threads = new SigningThreads(1);
    const answers = [threads.run(block(), key), threads.run(block(), key)];
    void started[0]?.worker.terminate();
    const lost = { code: 'Internal', message: 'The thread that signs digests ended before it answered.' };
    for (const answer of await Promise.allSettled(answers)) {
      expect(answer).toMatchObject({ status: 'rejected', reason: lost });
    }
    await assertSign(threads, 3);
    expect(started).toHaveLength(2);
    threads.stop();
  });

  test('survive a block that is none', async () => {
    const threads = new SigningThreads(1);
    const answers = [
      threads.run(Buffer.alloc(256, 0xff), key),
      threads.run(block(), key),
      threads.run(block().subarray(1), key),
    ];
    const [tooLarge, good, tooShort] = await Promise.allSettled(answers);
    expect(tooLarge).toMatchObject({ status: 'rejected', reason: { message: 'The private operation of RSA failed.' } });
    expect(good).toMatchObject({ status: 'fulfilled' });
    expect(tooShort).toMatchObject({ status: 'rejected' });
    expect(started).toHaveLength(1);
    threads.stop();
  });

  test('are given nothing of the environment and of the options of the process', async () => {
    const threads = new SigningThreads(1);
    await assertSign(threads, 1);
    expect(started[0]?.options).toEqual({ eval: true, execArgv: [], env: {}, name: 'chatelaine-rsa' });
    threads.stop();
  });
});
