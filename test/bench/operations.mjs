import { createCipheriv, randomBytes } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import { BareCrypto } from './bare-crypto.mjs';
import { openBenchVault } from './bench-vault.mjs';
import { policyMix } from './policy-mix.mjs';
import { compare, perCall } from './statistics.mjs';

/** About a second: shorter rounds leave the garbage of one contender to the other. */
const calls = 100_000;
const mostRounds = 7;
const plaintext = randomBytes(1_024);
const encryptionContext = { tenant: 't-17' };
/** count(2) ‖ length(2) ‖ "tenant" ‖ length(2) ‖ "t-17". */
const contextBytes = 2 + 2 + 6 + 2 + 4;

/** The rows of encryptData, decryptData and createDataKey, with the audit log drained while the time runs. */
export async function operationRows(given) {
  const rounds = Math.min(given, mostRounds);
  const { vault, close } = await openBenchVault(policyMix(1_000, 50));
  const kms = vault.as({ id: 'user:p7' });
  const bare = new BareCrypto(contextBytes);
  const { keyId } = await kms.describeKey({ keyId: 'alias/hot' });
  const { ciphertext } = await kms.encryptData({ keyId, plaintext, encryptionContext });
  const sealed = bare.seal(plaintext);

  const rows = [
    await compare({
      name: 'encryptData 1 KiB',
      limit: 1.3,
      rounds,
      ours: () => timed(() => kms.encryptData({ keyId, plaintext, encryptionContext })),
      bare: () => timedBare(() => bare.seal(plaintext)),
    }),
    await compare({
      name: 'decryptData 1 KiB',
      limit: 1.3,
      rounds,
      ours: () => timed(() => kms.decryptData({ ciphertext, encryptionContext })),
      bare: () => timedBare(() => bare.open(sealed)),
    }),
    await compare({
      name: 'createDataKey 32 bytes',
      limit: 1.5,
      rounds,
      ours: () => timed(() => kms.createDataKey({ keyId, encryptionContext })),
      bare: () => timedBare(() => bare.seal(randomBytes(32))),
    }),
  ];
  await close();
  return rows;
}

/** The row of encryptData with every event on disk before the key is used, 64 calls in flight. */
export async function writtenRow(given) {
  const rounds = Math.min(given, mostRounds);
  const { vault, close } = await openBenchVault(policyMix(1_000, 50), 'written');
  const kms = vault.as({ id: 'user:p7' });
  const bare = new BareCrypto(contextBytes);
  const { keyId } = await kms.describeKey({ keyId: 'alias/hot' });
  const row = await compare({
    name: 'encryptData 1 KiB, audit written, 64 in flight',
    limit: 2,
    rounds,
    ours: async () => {
      const startedAt = performance.now();
      const lane = async () => {
        for (let call = 0; call < calls / 64; call += 1) await kms.encryptData({ keyId, plaintext, encryptionContext });
      };
      await Promise.all(Array.from({ length: 64 }, lane));
      return perCall(startedAt, calls);
    },
    bare: () => timedBare(() => bare.seal(plaintext)),
  });
  await close();
  return row;
}

/** The row of streaming, against one cipher a segment through a stream of the same type. */
export async function streamRow(rounds) {
  const { Readable } = await import('node:stream');
  const { vault, close } = await openBenchVault(policyMix(1_000, 50));
  const kms = vault.as({ id: 'user:p7' });
  const segment = randomBytes(65_536);
  const segments = 1_024;
  const key = randomBytes(32);
  const source = function* () {
    for (let number = 0; number < segments; number += 1) yield segment;
  };
  const drain = async (stream) => {
    let bytes = 0;
    for await (const chunk of stream) bytes += chunk.length;
    return bytes;
  };
  const sealEach = async function* (pieces) {
    const nonce = Buffer.alloc(12);
    let number = 0;
    for await (const piece of pieces) {
      // A stream joins what waits in it: two segments come as one piece.
      for (let start = 0; start < piece.length; start += segment.length) {
        nonce.writeUInt32BE(number++, 0);
        const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: 16 });
        yield cipher.update(piece.subarray(start, start + segment.length));
        cipher.final();
        yield cipher.getAuthTag();
      }
    }
  };
  const options = { objectMode: false, highWaterMark: 131_072 };
  const row = await compare({
    name: 'encryptStream, a segment of 64 KiB',
    limit: 1.25,
    rounds,
    ours: async () => {
      const startedAt = performance.now();
      const { ciphertext } = await kms.encryptStream({
        keyId: 'alias/hot',
        plaintext: Readable.from(source(), options),
      });
      await drain(ciphertext);
      return perCall(startedAt, segments);
    },
    bare: async () => {
      const startedAt = performance.now();
      await drain(Readable.from(sealEach(Readable.from(source(), options)), options));
      return perCall(startedAt, segments);
    },
  });
  await close();
  return row;
}

async function timed(call) {
  const startedAt = performance.now();
  for (let number = 0; number < calls; number += 1) await call();
  const microseconds = perCall(startedAt, calls);
  // What the audit log still writes must not fall into the other contender's time.
  for (let turn = 0; turn < 20; turn += 1) await setImmediate();
  return microseconds;
}

function timedBare(call) {
  const startedAt = performance.now();
  for (let number = 0; number < calls; number += 1) call();
  return perCall(startedAt, calls);
}
