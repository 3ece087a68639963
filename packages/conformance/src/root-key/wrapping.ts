import assert from 'node:assert/strict';
import { assertBytes } from '../algorithm/expectations.ts';
import type { Check } from '../check.ts';
import { associatedData, bytes, onRootKey } from './opened.ts';
import type { RootKeySubject } from './root-key-subject.ts';

const longest = 65_536;
/** Shorter than what is looked for by accident. */
const pieceLength = 8;

export const wrappingChecks: readonly Check<RootKeySubject>[] = [
  onRootKey('describes itself in one line that people can read', async ({ description }) => {
    assert.equal(typeof description, 'string', 'the description is no text');
    assert.match(description, /^[^\p{C}\p{Zl}\p{Zp}]{1,1024}$/u, 'the description is empty, long or not one line');
  }),

  ...[1, 32, 4_096, longest].map((length) =>
    onRootKey(`unwraps what it wrapped: ${length} bytes`, async (rootKey) => {
      const secret = bytes(length);
      const wrapped = await rootKey.wrap(secret, associatedData);
      assert(wrapped instanceof Uint8Array, 'wrap gave no Uint8Array');
      assertBytes(await rootKey.unwrap(wrapped, associatedData), bytes(length), 'what was unwrapped');
    }),
  ),

  onRootKey('unwraps what another instance of it wrapped, with nothing but that', async (rootKey, { open }) => {
    const wrapped = await rootKey.wrap(bytes(32), associatedData);
    const other = await open();
    try {
      assertBytes(await other.unwrap(wrapped, associatedData), bytes(32), 'what was unwrapped');
    } finally {
      await other.close?.();
    }
  }),

  onRootKey('wraps the same to other bytes each time', async (rootKey) => {
    const first = await rootKey.wrap(bytes(32), associatedData);
    const second = await rootKey.wrap(bytes(32), associatedData);
    assert.notEqual(Buffer.compare(first, second), 0, 'the same bytes again');
    // A nonce that comes again under one key gives the difference of two secrets away.
    assert.notEqual(Buffer.compare(first.slice(-32), second.slice(-32)), 0, 'the same bytes at the end again');
  }),

  onRootKey('shows nothing of the secret in what it wraps', async (rootKey) => {
    const secret = bytes(256);
    const wrapped = Buffer.from(await rootKey.wrap(secret, associatedData));
    for (let start = 0; start + pieceLength <= secret.length; start += 1) {
      const piece = secret.subarray(start, start + pieceLength);
      assert(!wrapped.includes(Buffer.from(piece)), `bytes ${start} to ${start + pieceLength} of the secret are in it`);
    }
  }),

  onRootKey('leaves what it is given as it was, and keeps none of it', async (rootKey) => {
    const secret = bytes(64);
    const data = new Uint8Array(associatedData);
    const wrapped = await rootKey.wrap(secret, data);
    assertBytes(secret, bytes(64), 'the secret after wrap');
    assertBytes(data, associatedData, 'the associated data after wrap');
    secret.fill(0);
    const given = new Uint8Array(wrapped);
    const unwrapped = await rootKey.unwrap(given, data);
    assertBytes(given, wrapped, 'what was wrapped after unwrap');
    given.fill(0);
    assertBytes(unwrapped, bytes(64), 'what was unwrapped, when the input was overwritten');
    unwrapped.fill(0);
    assertBytes(await rootKey.unwrap(wrapped, data), bytes(64), 'what was unwrapped again');
  }),

  onRootKey('answers questions that come at once, each its own', async (rootKey) => {
    const secrets = Array.from({ length: 6 }, (_, index) => bytes(40 + index, index * 31));
    const wrapped = await Promise.all(secrets.map((secret) => rootKey.wrap(secret, associatedData)));
    const unwrapped = await Promise.all(wrapped.map((each) => rootKey.unwrap(each, associatedData)));
    for (const [index, secret] of secrets.entries()) assertBytes(unwrapped[index], secret, `secret ${index + 1}`);
  }),
];
