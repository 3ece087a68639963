// ECDSA of digests in a thread of its own; `src/digest-thread.ts` is the other end.
import { randomBytes } from 'node:crypto';
import { parentPort } from 'node:worker_threads';
import { p256, p384 } from '@noble/curves/nist.js';
import { secp256k1 } from '@noble/curves/secp256k1.js';

const curves = { prime256v1: p256, secp384r1: p384, secp256k1 };
const asGiven = { prehash: false, lowS: false };

/** Hedged: the nonce is that of RFC 6979 §3.6 with random bytes. */
function sign({ curve, scalar, digest }) {
  try {
    return curves[curve].sign(digest, scalar, { ...asGiven, extraEntropy: randomBytes(32) });
  } finally {
    scalar.fill(0);
  }
}

function verify({ curve, point, digest, signature }) {
  return curves[curve].verify(signature, digest, point, asGiven);
}

parentPort.on('message', ({ id, job }) => {
  try {
    parentPort.postMessage({ id, result: job.scalar === undefined ? verify(job) : sign(job) });
  } catch {
    // What the library says may show what it was given.
    parentPort.postMessage({ id });
  }
});
