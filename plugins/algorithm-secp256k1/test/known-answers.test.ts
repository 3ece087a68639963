import { hash } from 'node:crypto';
import { SecretBytes } from '@chatelaine/core';
import { encodeSignature, secp256k1 } from '@chatelaine/ecdsa';
import { describe, expect, test } from 'vitest';
import { knownAnswers } from '../src/known-answers.ts';
import type { Libsecp256k1 } from '../src/libsecp256k1.ts';
import { loadNative } from '../src/native-libsecp256k1.ts';
import { loadWasm } from '../src/wasm-libsecp256k1.ts';
import { hasNative, providerNames, registered } from './subjects.ts';

const hex = (digits: string): Uint8Array => new Uint8Array(Buffer.from(digits, 'hex'));

/** Those of the self-test, and two more of bitcointalk.org topic 285142 that it leaves out. */
const answers = [
  ...knownAnswers,
  {
    message: 'Alan Turing',
    scalar: hex('f8b8af8ce3c7cca5e300d33939540c10d45ce001b8f252bfbc57ba0342904181'),
    signature: hex(
      '7063ae83e7f62bbb171798131b4a0564b956930092b33b07b395615d9ec7e15c58dfcc1e00a35e1572f366ffe34ba0fc47db1e7189759b9fb233c5b05ab388ea',
    ),
  },
  {
    message:
      "There is a computer disease that anybody who works with computers knows about. It's a very serious disease and it interferes completely with the work. The trouble with computers is that you 'play' with them!",
    scalar: hex('e91671c46231f833a6406ccbea0e3e392c76c167bac1cb013f6f1013980455c2'),
    signature: hex(
      'b552edd27580141f3b2a5463048cb7cd3e047b97c9f98076c32dbdf85a68718b279fa72dd19bfae05577e06c7c0c1900c371fcd5893f7e1d56a37d30174671f6',
    ),
  },
];

/** PKCS #8 with the private value and no public key (RFC 5915 §3, RFC 5958 §2). */
function privateKey(scalar: Uint8Array): SecretBytes {
  return SecretBytes.take(
    Uint8Array.of(...hex('303e020100301006072a8648ce3d020106052b8104000a042730250201010420'), ...scalar),
  );
}

describe.each(answers)('the known signature of "$message"', ({ message, scalar, signature }) => {
  const digest = new Uint8Array(hash('sha256', message, 'buffer'));
  const encoded = encodeSignature(secp256k1, signature);

  test.each(providerNames)('is good for %s, over the message and its digest', async (provider) => {
    const algorithm = await registered({ provider });
    const publicKey = await algorithm.publicKey?.(await algorithm.parse(privateKey(scalar)));
    const verifier = publicKey && (await algorithm.verifier?.(publicKey));
    expect(await verifier?.verify('ECDSA_SHA_256', 'RAW', Buffer.from(message), encoded)).toBe(true);
    expect(await verifier?.verify('ECDSA_SHA_256', 'DIGEST', digest, encoded)).toBe(true);
    expect(await verifier?.verify('ECDSA_SHA_256', 'RAW', digest, encoded)).toBe(false);
  });

  test('is what libsecp256k1 makes without entropy, however it was compiled', async () => {
    const libraries: Libsecp256k1[] = [await loadWasm(), ...(hasNative ? [loadNative()] : [])];
    for (const library of libraries) expect(new Uint8Array(library.sign(digest, scalar, undefined))).toEqual(signature);
  });
});
