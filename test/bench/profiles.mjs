import { randomBytes } from 'node:crypto';
import { Session } from 'node:inspector/promises';
import { Readable } from 'node:stream';
import { ec } from '@chatelaine/algorithm-ec';
import { hmac } from '@chatelaine/algorithm-hmac';
import { openBenchVault } from './bench-vault.mjs';
import { policyMix } from './policy-mix.mjs';
import { perCall } from './statistics.mjs';

const plaintext = randomBytes(1_024);
const message = randomBytes(256);
const encryptionContext = { tenant: 't-17' };

/** What is profiled: one operation, called so often that a sample each 100 µs tells. */
const subjects = [
  subject('encryptData 1 KiB', 60_000, (kms, keyId) => kms.encryptData({ keyId, plaintext, encryptionContext })),
  subject(
    'decryptData 1 KiB',
    60_000,
    (kms, _keyId, { ciphertext }) => kms.decryptData({ ciphertext, encryptionContext }),
    { prepare: (kms, keyId) => kms.encryptData({ keyId, plaintext, encryptionContext }) },
  ),
  subject('createDataKey 32 bytes', 60_000, (kms, keyId) => kms.createDataKey({ keyId, encryptionContext })),
  subject(
    'encryptData 1 KiB, audit written, 64 in flight',
    60_000,
    (kms, keyId) => kms.encryptData({ keyId, plaintext, encryptionContext }),
    { auditLevel: 'written', inFlight: 64 },
  ),
  subject('createKey on Level, 1 writer', 1_000, (kms) => kms.createKey({}), { principal: 'user:creator' }),
  subject('createKey on Level, 64 writers', 6_400, (kms) => kms.createKey({}), {
    principal: 'user:creator',
    inFlight: 64,
  }),
  subject('encryptStream, 16 MiB', 60, (kms, keyId) => encryptStream(kms, keyId)),
  subject('HMAC_256 generateMac', 60_000, (kms, keyId) => kms.generateMac({ keyId, message }), of('HMAC_256')),
  subject('EC_P256 sign', 20_000, (kms, keyId) => kms.sign({ keyId, message }), of('EC_P256')),
  subject('EC_P256 verify', 10_000, (kms, keyId, { signature }) => kms.verify({ keyId, message, signature }), {
    ...of('EC_P256'),
    prepare: (kms, keyId) => kms.sign({ keyId, message }),
  }),
];

function subject(name, calls, call, options = {}) {
  return { name, calls, call, principal: 'user:p7', inFlight: 1, auditLevel: 'accepted', ...options };
}

const segment = randomBytes(65_536);

async function encryptStream(kms, keyId) {
  const segments = function* () {
    for (let number = 0; number < 256; number += 1) yield segment;
  };
  const source = Readable.from(segments(), { objectMode: false, highWaterMark: 131_072 });
  const { ciphertext } = await kms.encryptStream({ keyId, plaintext: source });
  let bytes = 0;
  for await (const chunk of ciphertext) bytes += chunk.length;
  return bytes;
}

function of(keySpec) {
  return { keySpec, principal: 'user:worker' };
}

/** Where the time of each operation goes: the share of every part of the product, by samples of the profiler. */
export async function profiles() {
  const rows = [];
  for (const each of subjects) rows.push(await profile(each));
  return rows;
}

async function profile({ name, calls, call, principal, inFlight, auditLevel, keySpec, prepare }) {
  const { vault, close } = await openBenchVault(policyMix(1_000, 50), auditLevel, [hmac(), ec()]);
  const kms = vault.as({ id: principal });
  const creator = vault.as({ id: 'user:creator' });
  const { keyId } = keySpec === undefined ? await hotKey(vault) : await creator.createKey({ keySpec });
  const prepared = await prepare?.(kms, keyId);
  const run = async (count) => {
    let left = count;
    const lane = async () => {
      while (left-- > 0) await call(kms, keyId, prepared);
    };
    await Promise.all(Array.from({ length: inFlight }, lane));
  };
  await run(Math.ceil(calls / 10));
  const session = new Session();
  session.connect();
  await session.post('Profiler.enable');
  await session.post('Profiler.setSamplingInterval', { interval: 100 });
  await session.post('Profiler.start');
  const startedAt = performance.now();
  await run(calls);
  const microseconds = perCall(startedAt, calls);
  const taken = await session.post('Profiler.stop');
  session.disconnect();
  await close();
  return { name, microseconds, shares: sharesOf(taken.profile) };
}

function hotKey(vault) {
  return vault.as({ id: 'user:p7' }).describeKey({ keyId: 'alias/hot' });
}

/** Parts, the first that fits counts. */
const parts = [
  ['waiting for the disk or for the pool', ({ functionName }) => functionName === '(idle)'],
  ['garbage collection', ({ functionName }) => functionName === '(garbage collector)'],
  ['node:crypto', ({ functionName, url }) => url.includes('node:internal/crypto') || cryptoNatives.has(functionName)],
  ['files', ({ url }) => /^node:(?:internal\/)?fs/.test(url)],
  ['the audit log', ({ url }) => url.includes('/audit-jsonl/') || url.includes('/vault/dist/audit/')],
  ['the decision', ({ url }) => url.includes('/authorization-casl/') || url.includes('/packages/policy/')],
  ['the algorithm', ({ url }) => /\/plugins\/algorithm-|\/plugins\/material-|\/packages\/ecdsa\//.test(url)],
  ['the store', ({ url }) => /store-level|abstract-level|classic-level|\/vault\/dist\/storage\//.test(url)],
  ['the vault', ({ url }) => /\/packages\/(?:vault|core)\//.test(url)],
];

/** Native functions of node:crypto, which have no file. */
const cryptoNatives = new Set(
  'CipherBase Hmac Hash RandomBytesJob SignJob digest final getAuthTag init initiv run setAAD sign update verify'.split(
    ' ',
  ),
);

function sharesOf({ nodes, samples, timeDeltas }) {
  const frames = new Map(nodes.map(({ id, callFrame }) => [id, callFrame]));
  const times = new Map();
  let total = 0;
  for (const [index, id] of samples.entries()) {
    const frame = frames.get(id);
    // What the profiler itself takes when it starts and stops.
    if (frame.functionName === 'dispatch') continue;
    const [part = 'the rest of Node.js'] = parts.find(([, fits]) => fits(frame)) ?? [];
    times.set(part, (times.get(part) ?? 0) + timeDeltas[index]);
    total += timeDeltas[index];
  }
  const shares = [...times].map(([part, time]) => ({ part, percent: Math.round((time / total) * 100) }));
  return shares.filter(({ percent }) => percent > 0).toSorted((a, b) => b.percent - a.percent);
}

/** Prints where the time goes. */
export function printProfiles(rows) {
  for (const { name, microseconds, shares } of rows) {
    console.log(`${name}, ${microseconds.toFixed(1)} µs under the profiler`);
    for (const { part, percent } of shares) console.log(`  ${String(percent).padStart(3)} %  ${part}`);
  }
}
