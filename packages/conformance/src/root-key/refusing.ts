import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import { type RootKey, VaultError } from '@chatelaine/core';
import { assertShowsNothing, flipped, positions } from '../algorithm/expectations.ts';
import type { Check } from '../check.ts';
import { associatedData, bytes, onRootKey } from './opened.ts';
import type { RootKeySubject } from './root-key-subject.ts';

type Case = readonly [what: string, wrapped: Uint8Array, data: Uint8Array];

/** What `unwrap` rejects with. */
async function failure(rootKey: RootKey, [what, wrapped, data]: Case): Promise<VaultError> {
  try {
    await rootKey.unwrap(wrapped, data);
  } catch (error) {
    assert(VaultError.is(error), `${what} was refused with something that is no VaultError: ${inspect(error)}`);
    return error;
  }
  throw new assert.AssertionError({ message: `${what} was unwrapped` });
}

async function assertRejected(rootKey: RootKey, cases: readonly Case[]): Promise<void> {
  for (const each of cases) {
    assert.equal((await failure(rootKey, each)).code, 'RootKeyRejected', `${each[0]} was refused with another code`);
  }
}

/** Parameters, such as the cost of a passphrase, stand at the beginning: each of those bytes is tried. */
function changed(wrapped: Uint8Array): readonly Case[] {
  const first = Array.from({ length: Math.min(24, wrapped.length) }, (_, index) => index);
  return [...new Set([...first, ...positions(wrapped.length, 12)])].map((at) => [
    `byte ${at} of ${wrapped.length} changed`,
    flipped(wrapped, at, 7),
    associatedData,
  ]);
}

function misshapen(wrapped: Uint8Array): readonly Case[] {
  const shapes: readonly (readonly [string, Uint8Array])[] = [
    ['nothing', new Uint8Array()],
    ['one byte', wrapped.slice(0, 1)],
    ['half of it', wrapped.slice(0, wrapped.length >> 1)],
    ['all but its last byte', wrapped.slice(0, -1)],
    ['all but its first byte', wrapped.slice(1)],
    ['a byte more', new Uint8Array([...wrapped, 0])],
    ['the same twice', new Uint8Array([...wrapped, ...wrapped])],
    ['zeros', new Uint8Array(wrapped.length)],
    ['ones', new Uint8Array(wrapped.length).fill(0xff)],
  ];
  return shapes.map(([what, given]) => [what, given, associatedData]);
}

function boundOtherwise(wrapped: Uint8Array): readonly Case[] {
  return [
    ['other associated data', wrapped, flipped(associatedData, 3, 0)],
    ['no associated data', wrapped, new Uint8Array()],
    ['shorter associated data', wrapped, associatedData.slice(0, -1)],
    ['longer associated data', wrapped, new Uint8Array([...associatedData, 0])],
  ];
}

export const refusingChecks: readonly Check<RootKeySubject>[] = [
  onRootKey('refuses what was changed anywhere, with RootKeyRejected', async (rootKey) => {
    await assertRejected(rootKey, changed(await rootKey.wrap(bytes(32), associatedData)));
  }),

  onRootKey('refuses what was cut, is longer or never was wrapped, with RootKeyRejected', async (rootKey) => {
    await assertRejected(rootKey, misshapen(await rootKey.wrap(bytes(32), associatedData)));
  }),

  onRootKey('refuses what was wrapped with other associated data, with RootKeyRejected', async (rootKey) => {
    await assertRejected(rootKey, boundOtherwise(await rootKey.wrap(bytes(32), associatedData)));
    const unbound = await rootKey.wrap(bytes(32), new Uint8Array());
    await assertRejected(rootKey, [['what was bound to nothing', unbound, associatedData]]);
  }),

  onRootKey('refuses what another root key wrapped, with RootKeyRejected', async (rootKey, { openAnother }) => {
    const other = await openAnother();
    try {
      const foreign = await other.wrap(bytes(32), associatedData);
      await assertRejected(rootKey, [['what another root key wrapped', foreign, associatedData]]);
    } finally {
      await other.close?.();
    }
  }),

  onRootKey('says the same of all that it refuses, and tells no cause', async (rootKey, { openAnother }) => {
    const wrapped = await rootKey.wrap(bytes(32), associatedData);
    const other = await openAnother();
    const foreign = await other.wrap(bytes(32), associatedData);
    await other.close?.();
    const cases: readonly Case[] = [
      ['what another root key wrapped', foreign, associatedData],
      ['nothing', new Uint8Array(), associatedData],
      ['a changed last byte', flipped(wrapped, wrapped.length - 1, 0), associatedData],
      ['other associated data', wrapped, new Uint8Array()],
    ];
    const messages = new Set<string>();
    for (const each of cases) {
      const error = await failure(rootKey, each);
      messages.add(error.message);
      assert.equal(error.cause, undefined, `${each[0]} has a cause`);
    }
    assert.equal(messages.size, 1, `there are several messages: ${[...messages].join(' | ')}`);
  }),

  onRootKey('shows nothing of the secret when it is looked at, or in its errors', async (rootKey) => {
    const secret = bytes(64, 113);
    const wrapped = await rootKey.wrap(secret, associatedData);
    const error = await failure(rootKey, ['other associated data', wrapped, new Uint8Array()]);
    await rootKey.unwrap(wrapped, associatedData);
    const shown = [rootKey, error].map((each) => inspect(each, { depth: 10, showHidden: true, maxArrayLength: null }));
    assertShowsNothing(shown.join('\n') + JSON.stringify([rootKey, error]), secret, new Uint8Array(), 'it');
  }),
];
