import { generateKeyPairSync, hkdfSync, randomBytes, randomUUID, sign } from 'node:crypto';
import { secp256k1 as nobleSecp256k1 } from '@noble/curves/secp256k1.js';
import { ml_dsa65 } from '@noble/post-quantum/ml-dsa.js';
import { ec } from '@chatelaine/algorithm-ec';
import { hmac } from '@chatelaine/algorithm-hmac';
import { mldsa } from '@chatelaine/algorithm-mldsa';
import { rsa } from '@chatelaine/algorithm-rsa';
import { secp256k1 } from '@chatelaine/algorithm-secp256k1';
import { openBenchVault } from './bench-vault.mjs';
import { eventLoopRow } from './event-loop.mjs';
import { policyMix } from './policy-mix.mjs';
import { compare, perCall } from './statistics.mjs';

const plugins = [hmac(), rsa(), ec(), secp256k1(), mldsa()];
const message = randomBytes(256);

/** What is measured of each family: the vault's operation and the same call of the loaded key underneath. */
const uses = [
  use(
    'HMAC_256',
    'generateMac',
    (kms, keyId) => kms.generateMac({ keyId, message }),
    (key) => key.mac.generate(message),
  ),
  ...signatures('EC_P256', 'ECDSA_SHA_256'),
  ...signatures('EC_P384', 'ECDSA_SHA_384'),
  ...signatures('SECP256K1', 'ECDSA_SHA_256'),
  ...signatures('RSA_2048', 'RSASSA_PSS_SHA_256'),
  ...signatures('RSA_4096', 'RSASSA_PKCS1_V1_5_SHA_512'),
  ...encryption('RSA_2048', 'RSAES_OAEP_SHA_256'),
  ...signatures('ML_DSA_65', 'ML_DSA_SHAKE_256'),
];

function use(keySpec, method, ours, bare, { keyUsage, prepare } = {}) {
  return { keySpec, method, ours, bare, keyUsage, prepare };
}

function signatures(keySpec, signingAlgorithm) {
  return [
    use(
      keySpec,
      'sign',
      (kms, keyId) => kms.sign({ keyId, message, signingAlgorithm }),
      (key) => key.signer.sign(signingAlgorithm, 'RAW', message),
    ),
    use(
      keySpec,
      'verify',
      (kms, keyId, { signature }) => kms.verify({ keyId, message, signingAlgorithm, signature }),
      (key, { signature }) => key.signer.verify(signingAlgorithm, 'RAW', message, signature),
      {
        prepare: async (kms, keyId, key) => ({
          ours: await kms.sign({ keyId, message, signingAlgorithm }),
          bare: { signature: await key.signer.sign(signingAlgorithm, 'RAW', message) },
        }),
      },
    ),
  ];
}

function encryption(keySpec, encryptionAlgorithm) {
  const plaintext = randomBytes(32);
  const keyUsage = 'ENCRYPT_DECRYPT';
  return [
    use(
      keySpec,
      'encryptData',
      (kms, keyId) => kms.encryptData({ keyId, plaintext, encryptionAlgorithm }),
      (key) => key.publicEncryption.encrypt(encryptionAlgorithm, plaintext),
      { keyUsage },
    ),
    use(
      keySpec,
      'decryptData',
      (kms, keyId, { ciphertext }) => kms.decryptData({ keyId, ciphertext, encryptionAlgorithm }),
      (key, { ciphertext }) => key.publicEncryption.decrypt(encryptionAlgorithm, ciphertext),
      {
        keyUsage,
        prepare: async (kms, keyId, key) => ({
          ours: await kms.encryptData({ keyId, plaintext, encryptionAlgorithm }),
          bare: { ciphertext: await key.publicEncryption.encrypt(encryptionAlgorithm, plaintext) },
        }),
      },
    ),
  ];
}

/** The rows of all families: what the vault adds to its primitive, and what else could be used instead of it. */
export async function familyRows(rounds) {
  const algorithms = await registered();
  const { vault, close } = await openBenchVault(policyMix(1_000, 50), 'accepted', plugins);
  const creator = vault.as({ id: 'user:creator' });
  const kms = vault.as({ id: 'user:worker' });
  const rows = [];
  for (const each of uses) {
    const algorithm = algorithms.get(each.keySpec);
    const { keyId } = await creator.createKey({ keySpec: each.keySpec, keyUsage: each.keyUsage });
    const key = await load(algorithm);
    const prepared = (await each.prepare?.(kms, keyId, key)) ?? { ours: {}, bare: {} };
    rows.push(
      await overheadRow(each, algorithm, rounds, {
        ours: () => each.ours(kms, keyId, prepared.ours),
        bare: () => each.bare(key, prepared.bare),
        isPooled: isPooled(key, each.method),
      }),
    );
    key.dispose();
  }
  rows.push(...(await instead(kms, creator, algorithms, rounds)));
  rows.push(await eventLoopRow(kms, creator, message));
  await close();
  return rows;
}

function isPooled({ signer, mac, publicEncryption }, method) {
  const places = {
    sign: signer?.execution.sign,
    verify: signer?.execution.verify,
    generateMac: mac?.execution.generate,
    encryptData: publicEncryption?.execution.encrypt,
    decryptData: publicEncryption?.execution.decrypt,
  };
  return places[method] === 'pool';
}

/** Inline work one call after the other, work of the pool with 32 calls in flight; both sides alike. */
async function overheadRow({ keySpec, method }, { provider }, rounds, { ours, bare, isPooled: pooled }) {
  // The pool is filled and drained once a round, and ML-DSA repeats itself at random: neither may count.
  const calls = pooled ? 10 * (await callsFor(bare)) : await callsFor(bare);
  const run = pooled ? (call) => inFlight(call, calls) : (call) => inTurn(call, calls);
  const row = await compare({
    name: `${keySpec} ${method}, ${pooled ? 'pool, 32 in flight' : 'inline'}`,
    limit: pooled ? 1.05 : undefined,
    rounds,
    ours: () => run(ours),
    bare: () => run(bare),
  });
  const overheadMicroseconds = row.medianMicroseconds - row.bareMicroseconds;
  return { ...row, overheadMicroseconds, ...(!pooled && { overheadLimit: 4 }), provider: provider.name };
}

/** The rows of what else could sign: at least five times as slow, or the choice of primitive was wrong. */
async function instead(kms, creator, algorithms, rounds) {
  const ecKey = generateKeyPairSync('ec', { namedCurve: 'secp256k1' }).privateKey;
  const ecSecret = nobleSecp256k1.utils.randomSecretKey();
  const { secretKey } = ml_dsa65.keygen(randomBytes(32));
  const secp = await creator.createKey({ keySpec: 'SECP256K1' });
  const lattice = await creator.createKey({ keySpec: 'ML_DSA_65' });
  return [
    await insteadRow('SECP256K1 sign, node:crypto instead', kms, secp, algorithms, rounds, () =>
      sign('sha256', message, ecKey),
    ),
    await insteadRow('SECP256K1 sign, pure JavaScript instead', kms, secp, algorithms, rounds, () =>
      nobleSecp256k1.sign(message, ecSecret),
    ),
    await insteadRow('ML_DSA_65 sign, pure JavaScript instead', kms, lattice, algorithms, rounds, () =>
      ml_dsa65.sign(message, secretKey),
    ),
  ];
}

async function insteadRow(name, kms, { keyId, keySpec }, algorithms, rounds, other) {
  const calls = await callsFor(other);
  const row = await compare({
    name,
    rounds: Math.min(rounds, 7),
    ours: () => inFlight(() => kms.sign({ keyId, message }), calls),
    bare: () => inTurn(other, calls),
  });
  const times = row.bareMicroseconds / row.medianMicroseconds;
  return { ...row, times, timesAtLeast: 5, provider: algorithms.get(keySpec).provider.name };
}

/** As many calls as take about 30 ms. */
async function callsFor(call) {
  for (let number = 0; number < 5; number += 1) await call();
  const startedAt = performance.now();
  for (let number = 0; number < 5; number += 1) await call();
  return Math.min(2_000, Math.max(32, Math.ceil(150 / (performance.now() - startedAt))));
}

async function inTurn(call, calls) {
  const startedAt = performance.now();
  for (let number = 0; number < calls; number += 1) await call();
  return perCall(startedAt, calls);
}

async function inFlight(call, calls) {
  const startedAt = performance.now();
  let left = calls;
  const lane = async () => {
    while (left-- > 0) await call();
  };
  await Promise.all(Array.from({ length: 32 }, lane));
  return perCall(startedAt, calls);
}

async function registered() {
  const algorithms = new Map();
  const host = { algorithm: (algorithm) => algorithms.set(algorithm.keySpec, algorithm) };
  for (const plugin of plugins) await plugin.setup(host);
  return algorithms;
}

async function load(algorithm) {
  const material = await algorithm.generate();
  const derive = (header, salt, length) => new Uint8Array(hkdfSync('sha256', randomBytes(32), salt, header, length));
  return algorithm.load(material, { keyId: randomUUID(), keyVersion: 1, derive });
}
