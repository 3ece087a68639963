import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { createECDH } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { DigestThread } from '../src/index.ts';

const digest = new Uint8Array(32).fill(7);

function scripted(started: Worker[], code: string): () => Worker {
  return () => {
    const worker = new Worker(`const { parentPort } = require('node:worker_threads'); ${code}`, { eval: true });
    started.push(worker);
    return worker;
  };
}

const answers = "parentPort.on('message', ({ id }) => parentPort.postMessage({ id, result: new Uint8Array(64) }));";

describe('the thread for digests', () => {
  test('starts with the first digest, and is one for many', async () => {
    const started: Worker[] = [];
    const thread = new DigestThread(scripted(started, answers));
    expect(started).toHaveLength(0);
    await Promise.all(Array.from({ length: 20 }, () => thread.sign('prime256v1', new Uint8Array(32), digest)));
    expect(started).toHaveLength(1);
  });

  test('ends when it was idle for long enough, and starts anew', async () => {
    const started: Worker[] = [];
    const thread = new DigestThread(scripted(started, answers), 1);
    await thread.sign('prime256v1', new Uint8Array(32), digest);
    await once(started[0] ?? process, 'exit');
    await thread.sign('prime256v1', new Uint8Array(32), digest);
    expect(started).toHaveLength(2);
  });

  test('takes the private value along, and leaves none behind', async () => {
    const scalar = new Uint8Array(32).fill(1);
    const signature = await new DigestThread().sign('prime256v1', scalar, digest);
    expect(signature).toHaveLength(64);
    expect(scalar).toHaveLength(0);
  });

  test('gets the digest, not the memory around it', async () => {
    const echo = "parentPort.on('message', ({ id, job }) => parentPort.postMessage({ id, result: job.digest }));";
    const around = new Uint8Array(4_096).fill(0xee);
    const thread = new DigestThread(scripted([], echo));
    const seen = await thread.sign('prime256v1', new Uint8Array(32), around.subarray(100, 132));
    expect(seen.buffer.byteLength).toBe(32);
  });

  test('that ends too soon fails what it was asked, and nothing later', async () => {
    const started: Worker[] = [];
    const ends = ["parentPort.on('message', () => process.exit(1));", "parentPort.on('message', () => { throw 1; });"];
    for (const code of ends) {
      const codes = [code, answers];
      const thread = new DigestThread(() => scripted(started, codes.shift() ?? '')());
      const lost = [1, 2].map(() => thread.sign('prime256v1', new Uint8Array(32), digest));
      for (const each of await Promise.allSettled(lost)) {
        expect(each).toMatchObject({ status: 'rejected', reason: { code: 'Internal' } });
      }
      expect(await thread.sign('prime256v1', new Uint8Array(32), digest)).toHaveLength(64);
    }
  });

  test('says nothing of a private value that it can not sign with', async () => {
    const scalar = new Uint8Array(32);
    await expect(new DigestThread().sign('prime256v1', scalar, digest)).rejects.toMatchObject({
      code: 'Internal',
      message: 'The digest could not be signed.',
    });
  });

  test('finds a signature bad that it can not read, and a point that is none', async () => {
    const thread = new DigestThread();
    const point = createECDH('prime256v1').generateKeys();
    expect(await thread.verify('prime256v1', point, digest, new Uint8Array(64))).toBe(false);
    expect(await thread.verify('prime256v1', point.subarray(1), digest, new Uint8Array(64))).toBe(false);
  });
});
