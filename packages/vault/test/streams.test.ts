import { once } from 'node:events';
import { Readable } from 'node:stream';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { CallerOperations } from '@chatelaine/core';
import { openTestVault } from '@chatelaine/conformance';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { collected, inPieces, joined, randomBytes, streamOf } from './support/bytes.ts';
import { layout } from './support/layout.ts';
import { RecordingSource } from './support/recording-source.ts';
import { codeOf, refusal } from './support/refusal.ts';

const encryptionContext = { file: 'report.pdf' };
const mebibyte = 1_048_576;

let vault: Awaited<ReturnType<typeof openTestVault>>;
let kms: CallerOperations;
let keyId: string;

beforeAll(async () => {
  vault = await openTestVault();
  kms = vault.as({ id: 'user:alice' });
  ({ keyId } = await kms.createKey());
});

afterAll(() => vault.close());

async function encrypted(plaintext: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const { ciphertext } = await kms.encryptStream({ keyId, plaintext, encryptionContext });
  return collected(ciphertext);
}

async function decrypted(ciphertext: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const { plaintext } = await kms.decryptStream({ ciphertext, encryptionContext });
  return collected(plaintext);
}

const sizes = [0, 1, 15, 16, 17, 65_535, 65_536, 65_537, 131_071, 131_072, 131_073, mebibyte];

describe('encryptStream and decryptStream', () => {
  test.each(sizes)('bring %i bytes back', async (size) => {
    const plaintext = randomBytes(size);
    const ciphertext = await encrypted(streamOf(plaintext));
    const segments = Math.max(1, Math.ceil(size / layout.segmentBytes));
    expect(ciphertext).toHaveLength(layout.streamHeaderEnd + size + segments * layout.tagBytes);
    expect(Buffer.compare(await decrypted(streamOf(ciphertext)), plaintext)).toBe(0);
  });

  test.each([1, 7, 4_096, 65_536, 65_552, 100_000, mebibyte])(
    'do not care that bytes come in pieces of %i',
    { timeout: 60_000 },
    async (size) => {
      const plaintext = randomBytes(size === 1 ? 70_000 : 200_000);
      const ciphertext = await encrypted(inPieces(plaintext, size));
      expect(Buffer.compare(await decrypted(inPieces(ciphertext, size)), plaintext)).toBe(0);
    },
  );

  test('do not care about empty pieces', async () => {
    const nothing = new Uint8Array();
    const plaintext = randomBytes(65_536);
    const pieces = [nothing, plaintext.slice(0, 10), nothing, nothing, plaintext.slice(10), nothing];
    const ciphertext = await encrypted(streamOf(...pieces));
    expect(ciphertext).toHaveLength(layout.streamHeaderEnd + 65_536 + layout.tagBytes);
    const cut = [nothing, ciphertext.slice(0, 200), nothing, ciphertext.slice(200), nothing];
    expect(Buffer.compare(await decrypted(streamOf(...cut)), plaintext)).toBe(0);
    expect(await decrypted(streamOf(await encrypted(streamOf())))).toHaveLength(0);
  });

  test('take Node streams and web streams', async () => {
    const plaintext = randomBytes(100_000);
    const ciphertext = await encrypted(Readable.from([plaintext]));
    expect(Buffer.compare(await decrypted(Readable.toWeb(Readable.from([ciphertext]))), plaintext)).toBe(0);
  });

  test('make a new stream key and new segments each time', async () => {
    const plaintext = new Uint8Array(64);
    const [one, other] = [await encrypted(streamOf(plaintext)), await encrypted(streamOf(plaintext))];
    expect(Buffer.from(one.slice(layout.streamHeaderEnd))).not.toEqual(
      Buffer.from(other.slice(layout.streamHeaderEnd)),
    );
  });

  test(
    'work in constant memory: 64 MiB pass through both with little alive at any time',
    { timeout: 60_000 },
    async () => {
      setFlagsFromString('--expose-gc');
      const collectGarbage = runInNewContext('gc') as () => void;
      const alive = async (): Promise<number> => {
        collectGarbage();
        // What the first collection found to be garbage is swept in the background; the second waits for it.
        await new Promise((resolve) => setImmediate(resolve));
        collectGarbage();
        return process.memoryUsage().arrayBuffers;
      };
      const total = 64 * mebibyte;
      const before = await alive();
      let most = 0;
      async function* source(): AsyncGenerator<Uint8Array> {
        for (let given = 0; given < total; given += 65_536) {
          yield new Uint8Array(65_536);
          if (given % (8 * mebibyte) === 0) most = Math.max(most, (await alive()) - before);
        }
      }
      const { ciphertext } = await kms.encryptStream({ keyId, plaintext: source() });
      const { plaintext } = await kms.decryptStream({ ciphertext });
      let received = 0;
      for await (const piece of plaintext) received += (piece as Uint8Array).length;
      expect(received).toBe(total);
      expect(most).toBeLessThan(4 * mebibyte);
    },
  );
});

describe('a source of a stream', () => {
  const failure = new Error('The disk is gone.');
  async function* failingAfter(...pieces: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
    yield* pieces;
    throw failure;
  }

  test('that fails makes the output fail with its own error, so that half a file is never taken for a whole one', async () => {
    await expect(encrypted(failingAfter())).rejects.toBe(failure);
    await expect(encrypted(failingAfter(randomBytes(100_000)))).rejects.toBe(failure);
    const ciphertext = await encrypted(streamOf(randomBytes(200_000)));
    await expect(decrypted(failingAfter())).rejects.toBe(failure);
    await expect(decrypted(failingAfter(ciphertext.slice(0, 50)))).rejects.toBe(failure);
    await expect(decrypted(failingAfter(ciphertext.slice(0, 100_000)))).rejects.toBe(failure);
    await expect(decrypted(failingAfter(ciphertext))).rejects.toBe(failure);
  });

  test.each([
    ['text', 'text'],
    ['numbers', 7],
    ['null', null],
    ['other arrays', new Uint16Array(4)],
    ['array buffers', new ArrayBuffer(8)],
    ['what only looks like bytes', Object.create(Uint8Array.prototype)],
  ])('that gives %s is refused with InvalidArgument', async (_kind, piece) => {
    const strange = (...before: readonly Uint8Array[]): AsyncIterable<Uint8Array> =>
      (async function* pieces() {
        yield* before;
        yield piece as Uint8Array;
      })();
    expect(await codeOf(encrypted(strange()))).toBe('InvalidArgument');
    expect(await codeOf(encrypted(strange(randomBytes(100_000))))).toBe('InvalidArgument');
    expect(await codeOf(decrypted(strange()))).toBe('InvalidArgument');
    const ciphertext = await encrypted(streamOf(randomBytes(200_000)));
    expect(await codeOf(decrypted(strange(ciphertext.slice(0, 100_000))))).toBe('InvalidArgument');
  });

  test('with an encoding gives text and is refused', async () => {
    const source = Readable.from([Buffer.from('abc')]).setEncoding('utf8');
    expect(await codeOf(encrypted(source))).toBe('InvalidArgument');
  });

  test.each([
    ['an iterator that is none', { [Symbol.asyncIterator]: () => undefined }],
    ['an iterator without next()', { [Symbol.asyncIterator]: () => ({}) }],
    ['no method', { [Symbol.asyncIterator]: 'text' }],
    ['results that are none', { [Symbol.asyncIterator]: () => ({ next: () => Promise.resolve(undefined) }) }],
  ])('with %s is refused with InvalidArgument', async (_kind, source) => {
    const stream = source as unknown as AsyncIterable<Uint8Array>;
    expect(await codeOf(encrypted(stream))).toBe('InvalidArgument');
    expect(await codeOf(decrypted(stream))).toBe('InvalidArgument');
  });

  const endless = function* pieces(): Generator<Uint8Array> {
    for (;;) yield new Uint8Array(1_000);
  };

  test.each([
    ['before anything is read', 0],
    ['after something was read', 1],
  ])('is let go of when the output is destroyed %s', async (_when, reads) => {
    const source = new RecordingSource(endless());
    const { ciphertext } = await kms.encryptStream({ keyId, plaintext: source });
    for (let read = 0; read < reads; read += 1)
      await once(ciphertext, 'readable').then(() => ciphertext.read(10) as unknown);
    ciphertext.destroy();
    await once(ciphertext, 'close');
    expect(source.closed).toBe(1);

    const whole = await encrypted(streamOf(randomBytes(500_000)));
    const sealedSource = new RecordingSource([whole.slice(0, 300_000), whole.slice(300_000)]);
    const { plaintext } = await kms.decryptStream({ ciphertext: sealedSource, encryptionContext });
    for (let read = 0; read < reads; read += 1)
      await once(plaintext, 'readable').then(() => plaintext.read(10) as unknown);
    plaintext.destroy();
    await once(plaintext, 'close');
    expect(sealedSource.closed).toBe(1);
  });

  test('that never answers is destroyed when the output is', async () => {
    const source = new Readable({ read: () => undefined });
    const { ciphertext } = await kms.encryptStream({ keyId, plaintext: source });
    ciphertext.resume();
    await new Promise((resolve) => setImmediate(resolve));
    ciphertext.destroy();
    if (!source.closed) await once(source, 'close');
    expect(source.destroyed).toBe(true);
  });

  test('is let go of when its bytes can not be decrypted', async () => {
    const garbage = new RecordingSource(endless());
    expect(await codeOf(decrypted(garbage))).toBe('DecryptFailed');
    expect(garbage.closed).toBe(1);
    const whole = await encrypted(streamOf(randomBytes(500_000)));
    whole.fill(0, 200_000, 200_001 + 16);
    const damaged = new RecordingSource([whole.slice(0, 300_000), whole.slice(300_000), new Uint8Array(1)]);
    expect(await codeOf(decrypted(damaged))).toBe('DecryptFailed');
    expect(damaged.closed).toBe(1);
  });

  test('is let go of when the policy refuses, and is not touched by an encryption that is refused', async () => {
    await using strict = await openTestVault({ decide: ({ action }) => action === 'kms:cmk:create' });
    const refused = strict.as({ id: 'user:alice' });
    const { keyId: theirs } = await refused.createKey();
    const whole = await encrypted(streamOf(randomBytes(10)));
    const source = new RecordingSource([joined(whole, randomBytes(100_000))]);
    expect(await codeOf(refused.decryptStream({ ciphertext: source, encryptionContext }))).toBe('AccessDenied');
    expect(source.closed).toBe(1);
    const untouched = new RecordingSource(endless());
    expect(await codeOf(refused.encryptStream({ keyId: theirs, plaintext: untouched }))).toBe('AccessDenied');
    expect(untouched.begun).toBe(0);
  });

  test('is read once and as far as needed', async () => {
    const source = new RecordingSource([randomBytes(10)]);
    await encrypted(source);
    expect([source.begun, source.closed]).toEqual([1, 0]);
  });
});

describe('a stream that was given out', () => {
  test('can be read to its end after the vault was closed', async () => {
    const closing = await openTestVault();
    const theirs = closing.as({ id: 'user:alice' });
    const { keyId: key } = await theirs.createKey();
    const { ciphertext } = await theirs.encryptStream({ keyId: key, plaintext: streamOf(randomBytes(200_000)) });
    const { plaintext } = await theirs.decryptStream({ ciphertext });
    await closing.close();
    expect(await collected(plaintext)).toHaveLength(200_000);
    expect(await codeOf(theirs.encryptStream({ keyId: key, plaintext: streamOf() }))).toBe('VaultClosed');
  });

  test('holds back a segment until it is verified', async () => {
    const content = randomBytes(3 * layout.segmentBytes);
    const ciphertext = await encrypted(streamOf(content));
    // A bit in the last byte of the second segment: nothing of that segment may come out.
    const end = layout.streamHeaderEnd + 2 * (layout.segmentBytes + layout.tagBytes);
    ciphertext[end - layout.tagBytes - 1] = (ciphertext[end - layout.tagBytes - 1] ?? 0) ^ 1;
    const { plaintext } = await kms.decryptStream({ ciphertext: inPieces(ciphertext, 1_000), encryptionContext });
    const came: Uint8Array[] = [];
    const reading = (async () => {
      for await (const piece of plaintext) came.push(piece as Uint8Array);
    })();
    expect((await refusal(reading)).code).toBe('DecryptFailed');
    expect(Buffer.compare(joined(...came), content.subarray(0, joined(...came).length))).toBe(0);
    expect(joined(...came).length).toBeLessThanOrEqual(layout.segmentBytes);
  });
});
