import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import type { Algorithm, Signer, Verifier } from '@chatelaine/core';
import type { Check } from '../check.ts';
import { onSigner, type Loaded } from './algorithm-check.ts';
import { asView, assertInvalid, assertOwnMemory, assertUntouched, flipped, positions, utf8 } from './expectations.ts';
import type { TestKey } from './test-key.ts';

const message = (): Uint8Array => utf8('we, the undersigned, agree to everything above this line');

/** A law of each signing algorithm of a spec. */
function onEach(name: string, run: (algorithm: string, loaded: Loaded<Signer>) => Promise<void>): Check<Algorithm> {
  return onSigner(name, async (loaded) => {
    for (const algorithm of loaded.use.signingAlgorithms) await run(algorithm, loaded);
  });
}

async function assertFits(signer: Signer, algorithm: string, given: Uint8Array, signature: Uint8Array): Promise<void> {
  assert.equal(
    await signer.verify(algorithm, 'RAW', given, signature),
    true,
    `a good ${algorithm} signature is refused`,
  );
}

async function assertUnfit(
  signer: Signer,
  algorithm: string,
  given: Uint8Array,
  signature: Uint8Array,
  what: string,
): Promise<void> {
  assert.equal(await signer.verify(algorithm, 'RAW', given, signature), false, `${algorithm} takes ${what}`);
}

async function publicKeyOf(algorithm: Algorithm, key: TestKey): Promise<Uint8Array> {
  const material = key.material();
  try {
    const publicKey = await algorithm.publicKey?.(material);
    assert(publicKey !== undefined, 'there is no public key');
    return publicKey;
  } finally {
    material.dispose();
  }
}

async function verifierOf(algorithm: Algorithm, key: TestKey): Promise<Verifier> {
  const verifier = await algorithm.verifier?.(await publicKeyOf(algorithm, key));
  assert(verifier !== undefined, 'it can not verify with a public key');
  return verifier;
}

export const signingChecks: readonly Check<Algorithm>[] = [
  onSigner('names its signing algorithms in capitals, none twice', async ({ use }) => {
    assert(use.signingAlgorithms.length > 0);
    assert.equal(new Set(use.signingAlgorithms).size, use.signingAlgorithms.length);
    for (const algorithm of use.signingAlgorithms) assert.match(algorithm, /^[A-Z][A-Z0-9_]{1,63}$/);
  }),

  onEach('verifies what it signed, up to 4,096 bytes', async (algorithm, { use }) => {
    for (const length of [0, 1, 32, 4_096]) {
      const given = randomBytes(length);
      const signature = await use.sign(algorithm, 'RAW', asView(given));
      await assertFits(use, algorithm, given, signature);
      await assertFits(use, algorithm, asView(given), asView(signature));
    }
  }),

  onEach(
    'verifies with the public key alone what the private key signed',
    async (algorithm, { algorithm: spec, key, use }) => {
      const verifier = await verifierOf(spec, key);
      const signature = await use.sign(algorithm, 'RAW', message());
      assert.deepEqual(verifier.signingAlgorithms, use.signingAlgorithms);
      assert.equal(await verifier.verify(algorithm, 'RAW', message(), signature), true, 'a good signature is refused');
      const other = flipped(message(), 0, 0);
      assert.equal(
        await verifier.verify(algorithm, 'RAW', other, signature),
        false,
        'a signature of another message fits',
      );
    },
  ),

  onSigner('refuses public keys that are malformed, with InvalidArgument', async ({ algorithm: spec, key }) => {
    const publicKey = await publicKeyOf(spec, key);
    for (const [what, bytes] of [
      ['nothing', Buffer.alloc(0)],
      ['zeros', Buffer.alloc(publicKey.length)],
      ['a public key cut short', publicKey.subarray(0, -1)],
      ['a public key with a byte more', Buffer.concat([publicKey, Buffer.alloc(1)])],
    ] as const) {
      await assertInvalid(what, async () => spec.verifier?.(bytes));
    }
  }),

  onEach('refuses a signature of another message', async (algorithm, { use }) => {
    const signature = await use.sign(algorithm, 'RAW', message());
    for (const position of positions(message().length, 32)) {
      const other = flipped(message(), position, position % 8);
      await assertUnfit(use, algorithm, other, signature, `a message with byte ${position} altered`);
    }
    await assertUnfit(use, algorithm, message().subarray(1), signature, 'a message cut short');
    await assertUnfit(use, algorithm, Buffer.concat([message(), Buffer.alloc(1)]), signature, 'a longer message');
    await assertUnfit(use, algorithm, Buffer.alloc(0), signature, 'an empty message');
  }),

  onEach('refuses an altered signature', async (algorithm, { use }) => {
    const signature = await use.sign(algorithm, 'RAW', message());
    for (const position of positions(signature.length, 64)) {
      const other = flipped(signature, position, position % 8);
      await assertUnfit(use, algorithm, message(), other, `a signature with byte ${position} altered`);
    }
  }),

  onEach('refuses malformed signatures without an error', async (algorithm, { use }) => {
    const signature = await use.sign(algorithm, 'RAW', message());
    const { length } = signature;
    for (const cut of positions(length, 32)) {
      await assertUnfit(use, algorithm, message(), signature.subarray(0, cut), `a signature cut to ${cut} bytes`);
    }
    for (const [what, bytes] of [
      ['a longer signature', Buffer.concat([signature, Buffer.alloc(1)])],
      ['a signature without its first byte', signature.subarray(1)],
      ['zeros', Buffer.alloc(length)],
      ['ones', Buffer.alloc(length, 0xff)],
      ['anything', randomBytes(length)],
      ['the message', message()],
      ['65,536 bytes', Buffer.alloc(65_536, 0x30)],
    ] as const) {
      await assertUnfit(use, algorithm, message(), bytes, what);
    }
  }),

  onEach('refuses a signature of another key', async (algorithm, { use, another }) => {
    const other = await another();
    const signature = await other.use.sign(algorithm, 'RAW', message());
    await assertUnfit(use, algorithm, message(), signature, 'a signature of another key');
    await assertFits(other.use, algorithm, message(), signature);
  }),

  onEach('refuses a signature of another of its algorithms', async (algorithm, { use }) => {
    const signature = await use.sign(algorithm, 'RAW', message());
    for (const other of use.signingAlgorithms.filter((each) => each !== algorithm)) {
      await assertUnfit(use, other, message(), signature, `a signature of ${algorithm}`);
    }
  }),

  onEach('takes digests of their length only, and none where it takes whole messages', async (algorithm, { use }) => {
    const expected = use.digestLength(algorithm);
    const whole = await use.sign(algorithm, 'RAW', message());
    for (const length of [0, 1, 16, 20, 28, 31, 32, 33, 48, 63, 64, 65, 128]) {
      const digest = randomBytes(length);
      if (length === expected) {
        const signature = await use.sign(algorithm, 'DIGEST', digest);
        assert.equal(await use.verify(algorithm, 'DIGEST', digest, signature), true, 'a good signature is refused');
        const other = await use.verify(algorithm, 'DIGEST', flipped(digest, length - 1, 0), signature);
        assert.equal(other, false, 'a signature of another digest is taken');
      } else {
        const what = `a digest of ${length} bytes for ${algorithm}`;
        await assertInvalid(what, () => use.sign(algorithm, 'DIGEST', digest));
        await assertInvalid(`${what}, to verify,`, () => use.verify(algorithm, 'DIGEST', digest, whole));
      }
    }
  }),

  onEach('signs the SHA-2 digest of a message like the message, if its name says SHA', async (algorithm, { use }) => {
    const bits = /_SHA_(256|384|512)$/.exec(algorithm)?.[1];
    if (bits === undefined || use.digestLength(algorithm) === undefined) return;
    const digest = createHash(`sha${bits}`).update(message()).digest();
    assert.equal(use.digestLength(algorithm), digest.length, `${algorithm} has another digest length`);
    await assertFits(use, algorithm, message(), await use.sign(algorithm, 'DIGEST', digest));
    const signature = await use.sign(algorithm, 'RAW', message());
    assert.equal(await use.verify(algorithm, 'DIGEST', digest, signature), true, 'the digest has another signature');
  }),

  onSigner(
    'signs with no algorithm but those it names, says InvalidArgument, and verifies nothing',
    async ({ use }) => {
      const signature = await use.sign(use.signingAlgorithms[0], 'RAW', message());
      for (const name of [
        '',
        'NO_SUCH_ALGORITHM',
        'constructor',
        '__proto__',
        use.signingAlgorithms[0].toLowerCase(),
      ]) {
        await assertInvalid(`the algorithm '${name}'`, () => use.sign(name, 'RAW', message()));
        const verdict = await Promise.resolve()
          .then(() => use.verify(name, 'RAW', message(), signature))
          .catch(() => false);
        assert.equal(verdict, false, `a signature fits the algorithm '${name}'`);
      }
    },
  ),

  onEach('leaves message and signature as they were, and keeps neither', async (algorithm, { use }) => {
    await assertUntouched([message()], (...inputs) => use.sign(algorithm, 'RAW', ...inputs));
    const signature = await use.sign(algorithm, 'RAW', message());
    assertOwnMemory(signature, 'the signature');
    await assertUntouched([message(), signature], (...inputs) => use.verify(algorithm, 'RAW', ...inputs));
    const kept = new Uint8Array(signature);
    signature.fill(0xa5);
    await assertUnfit(use, algorithm, message(), signature, 'an overwritten signature');
    await assertFits(use, algorithm, message(), kept);
  }),

  onEach('signs and verifies many messages at once without mixing anything up', async (algorithm, { use }) => {
    // More than a pool has threads; what is signed in a pool takes its time.
    const count = use.execution.sign === 'pool' ? 12 : 50;
    const messages = Array.from({ length: count }, (_, index) => Buffer.from(`message ${index}`));
    const signatures = await Promise.all(messages.map(async (given) => use.sign(algorithm, 'RAW', given)));
    const verdicts = await Promise.all(
      messages.flatMap((given, index) =>
        [0, 1].map(async (shift) => use.verify(algorithm, 'RAW', given, signatures[(index + shift) % count] ?? given)),
      ),
    );
    assert.deepEqual(
      verdicts,
      messages.flatMap(() => [true, false]),
    );
  }),
];
