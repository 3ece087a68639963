// What a process does that is resumed from an image of a vault at work. Its random generator has the state of the image, as it was
// copied with it. The argument says what the host does first: nothing, vault.reseed(), or that where there is no /dev/urandom.
import crypto, { createCipheriv } from 'node:crypto';
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

const [first] = process.argv.slice(2);

// The generator of node:crypto, in a state that every process with this program has.
const stream = createCipheriv('aes-256-ctr', Buffer.alloc(32, 7), Buffer.alloc(16));
const next = (length) => stream.update(Buffer.alloc(length));
crypto.randomBytes = (length) => next(length);
crypto.randomFillSync = (view) => {
  new Uint8Array(view.buffer, view.byteOffset, view.byteLength).set(next(view.byteLength));
  return view;
};
crypto.randomUUID = () => {
  const hex = next(16).toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20)}`;
};
if (first === 'unavailable') {
  const { openSync } = fs;
  fs.openSync = (path, ...others) => openSync(path === '/dev/urandom' ? '/nowhere' : path, ...others);
}
syncBuiltinESMExports();

const { hmac } = await import('@chatelaine/algorithm-hmac');
const { mldsa } = await import('@chatelaine/algorithm-mldsa');
const { secp256k1 } = await import('@chatelaine/algorithm-secp256k1');
const { openTestVault } = await import('@chatelaine/conformance');
const { MemoryKeyStore } = await import('@chatelaine/store-memory');

const now = Date.UTC(2026, 0, 1);
const clock = { now: () => now, monotonic: () => 0 };
const store = new MemoryKeyStore();
const plugins = [hmac(), mldsa(), secp256k1()];
const vault = await openTestVault({ store, clock, jobs: 'manual', plugins });
const kms = vault.as({ id: 'user:alice' });
const hex = (bytes) => Buffer.from(bytes).toString('hex');
const plaintext = Buffer.from('the same in each of them');
const records = async () => (await store.list('', undefined, 1_000)).filter(({ path }) => path !== 'keyring');

// The image: a vault that has drawn nonces and a salt ahead, and encrypted.
const { keyId } = await kms.createKey({ alias: 'alias/old' });
const { ciphertext } = await kms.encryptData({ keyId, plaintext });
const sealed = await kms.encryptStream({ keyId, plaintext: new Blob([plaintext]).stream() });
const streamed = new Uint8Array(await new Response(sealed.ciphertext).arrayBuffer());
const processesBefore = (await store.list('process/', undefined, 10)).map(({ path }) => path);
const before = new Map((await records()).map(({ path, revision }) => [path, revision]));

// Resumed.
let refusal;
try {
  if (first !== 'nothing') vault.reseed();
} catch (error) {
  refusal = { code: error.code, message: error.message };
}

const drawn = {};
for (let count = 0; count < 3; count += 1) {
  const made = await kms.encryptData({ keyId, plaintext });
  drawn[`nonce ${count}`] = hex(made.ciphertext.subarray(71, 83));
  drawn[`salt ${count}`] = hex(made.ciphertext.subarray(23, 39));
}
drawn['data key'] = hex((await kms.createDataKey({ keyId, length: 32 })).plaintext);
drawn['random bytes'] = hex((await kms.generateRandom({ length: 32 })).bytes);
const made = await kms.createKey({ alias: 'alias/new' });
drawn['key id'] = made.keyId;
const { keyId: macKey } = await kms.createKey({ keySpec: 'HMAC_256' });
drawn['HMAC_256'] = hex(
  (await kms.generateMac({ keyId: macKey, message: plaintext, macAlgorithm: 'HMAC_SHA_256' })).mac,
);
for (const keySpec of ['ML_DSA_44', 'SECP256K1']) {
  const key = await kms.createKey({ keySpec, keyUsage: 'SIGN_VERIFY' });
  drawn[keySpec] = hex((await kms.getPublicKey({ keyId: key.keyId })).publicKey);
}
drawn['marker'] = (await kms.listKeys({ limit: 1 })).nextMarker;
let count = 0;
for (const { path, revision, value } of await records()) {
  if (before.get(path) === revision) continue;
  count += 1;
  // Of each record that was sealed again: salt(16) ‖ nonce(12), after format and barrier id.
  drawn[`record ${count}`] = hex(value.subarray(5, 33));
}

const opened = await kms.decryptStream({ ciphertext: new Blob([streamed]).stream() });
const decrypted = [
  Buffer.from((await kms.decryptData({ ciphertext })).plaintext).toString(),
  Buffer.from(await new Response(opened.plaintext).arrayBuffer()).toString(),
];
const { records: verified } = await vault.administration.verifyStore();
await vault.close();
const processesAfter = (await store.list('process/', undefined, 10)).map(({ path }) => path);
const later = await openTestVault({ store: store.openAnother(), clock, jobs: 'manual', plugins });
const { encryptions } = await later.as({ id: 'user:alice' }).describeKey({ keyId });
await later.close();

process.stdout.write(
  JSON.stringify({
    refusal,
    salt: hex(ciphertext.subarray(23, 39)),
    ciphertext: hex(ciphertext),
    drawn,
    decrypted,
    verified,
    processesBefore,
    processesAfter,
    encryptions: encryptions.made,
  }),
);
