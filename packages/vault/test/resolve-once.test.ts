import type { AuthorizationRequest, CallerOperations } from '@chatelaine/core';
import { openTestVault, pausingStore } from '@chatelaine/conformance';
import { MemoryKeyStore } from '@chatelaine/store-memory';
import type { Vault } from '@chatelaine/vault';
import { describe, expect, test } from 'vitest';
import { GatedStore } from './support/gated-store.ts';
import { codeOf, outcomeOf } from './support/refusal.ts';

const alice = { id: 'user:alice' };
const plaintext = Buffer.from('text');

interface TwoVaults extends AsyncDisposable {
  readonly gate: GatedStore;
  /** Reads through the gate. */
  readonly here: CallerOperations;
  readonly hereVault: Vault;
  /** Another vault over the same records. */
  readonly there: CallerOperations;
  readonly asked: AuthorizationRequest[];
  readonly oldKey: string;
  readonly newKey: string;
}

async function twoVaults(allow: (request: AuthorizationRequest) => boolean = () => true): Promise<TwoVaults> {
  const store = new MemoryKeyStore();
  const thereVault = await openTestVault({ store });
  const there = thereVault.as(alice);
  const { keyId: oldKey } = await there.createKey({ alias: 'alias/moving' });
  const { keyId: newKey } = await there.createKey();
  const gate = new GatedStore(store.openAnother());
  const asked: AuthorizationRequest[] = [];
  const hereVault = await openTestVault({
    store: gate,
    decide: (request) => {
      asked.push(request);
      return allow(request);
    },
  });
  const close = async () => {
    gate.release();
    await hereVault.close();
    await thereVault.close();
  };
  return { gate, here: hereVault.as(alice), hereVault, there, asked, oldKey, newKey, [Symbol.asyncDispose]: close };
}

const places = [
  ['the alias is looked up', 'alias/', 'asked'],
  ['the alias was looked up', 'alias/', 'answered'],
  ['the key is read', 'key/', 'asked'],
  ['the key was read', 'key/', 'answered'],
  ['its material is read', 'material/', 'asked'],
  ['its material was read', 'material/', 'answered'],
] as const;

describe('requirement 13: an operation runs on the key that it was decided on', () => {
  test.each(places)('also when its alias moves to another key while %s', async (_when, prefix, moment) => {
    await using given = await twoVaults();
    const { gate, here, there, asked, newKey } = given;
    const held = gate.hold(prefix, moment);
    const answer = here.encryptData({ keyId: 'alias/moving', plaintext });
    await held;
    await there.associateAlias({ alias: 'alias/moving', keyId: newKey });
    gate.release();
    const { keyId, ciphertext } = await answer;
    expect(asked.map(({ key }) => key?.id)).toEqual([keyId]);
    expect(asked[0]?.key?.aliases).toContain('alias/moving');
    expect((await there.decryptData({ ciphertext })).keyId).toBe(keyId);
  });

  test.each(places)('also when its alias goes to and fro while %s', async (_when, prefix, moment) => {
    await using given = await twoVaults();
    const { gate, here, there, asked, oldKey, newKey } = given;
    const held = gate.hold(prefix, moment);
    const answer = here.encryptData({ keyId: 'alias/moving', plaintext });
    await held;
    for (const keyId of [newKey, oldKey, newKey]) await there.associateAlias({ alias: 'alias/moving', keyId });
    gate.release();
    const { keyId } = await answer;
    expect(asked.map(({ key }) => key?.id)).toEqual([keyId]);
  });

  test.each(places.slice(0, 4))(
    'and not at all when the policy allows only the key that the alias named before, and %s',
    async (_when, prefix, moment) => {
      const allowed: string[] = [];
      await using given = await twoVaults(({ key }) => allowed.includes(key?.id ?? ''));
      const { gate, here, there, oldKey, newKey } = given;
      allowed.push(oldKey);
      const held = gate.hold(prefix, moment);
      const answer = here.encryptData({ keyId: 'alias/moving', plaintext }).then(
        ({ keyId }) => keyId,
        () => 'denied',
      );
      await held;
      await there.associateAlias({ alias: 'alias/moving', keyId: newKey });
      gate.release();
      expect([oldKey, 'denied']).toContain(await answer);
    },
  );

  test('also when its alias is deleted and made again for another key in between', async () => {
    await using given = await twoVaults();
    const { gate, here, there, asked, newKey } = given;
    const held = gate.hold('key/', 'asked');
    const answer = here.encryptData({ keyId: 'alias/moving', plaintext });
    await held;
    await there.deleteAlias({ alias: 'alias/moving' });
    await there.createAlias({ alias: 'alias/moving', keyId: newKey });
    gate.release();
    const { keyId } = await answer;
    expect(keyId).toBe(newKey);
    expect(asked.map(({ key }) => key?.id)).toEqual([newKey]);
  });

  test('and an alias that never stays long enough to be found is no sign of tampering', async () => {
    await using given = await twoVaults();
    const { gate, here, there, oldKey, newKey } = given;
    let held = gate.hold('key/', 'asked');
    const answer = outcomeOf(here.encryptData({ keyId: 'alias/moving', plaintext }));
    for (let move = 0; move < 4; move += 1) {
      await held;
      await there.associateAlias({ alias: 'alias/moving', keyId: move % 2 === 0 ? newKey : oldKey });
      gate.release();
      held = gate.hold('key/', 'asked');
      // The operation either comes back for the key or is done.
      if ((await Promise.race([held.then(() => 'again' as const), answer])) !== 'again') break;
    }
    gate.release();
    expect(['success', 'Conflict']).toContain(await answer);
    expect(await outcomeOf(here.describeKey({ keyId: 'alias/moving' }))).toBe('success');
  });
});

test('requirement 13: a list of the aliases of a key never shows one that has just moved to another key', async () => {
  await using given = await twoVaults();
  const { gate, here, there, oldKey, newKey } = given;
  const held = gate.hold('alias/', 'asked');
  const listing = here.listAliases({ keyId: oldKey });
  await held;
  await there.associateAlias({ alias: 'alias/moving', keyId: newKey });
  gate.release();
  expect((await listing).aliases).toEqual([]);
});

describe('requirement 13: what the caller changes after the call has no effect', () => {
  test('a ciphertext that turns into one of another key, or of another purpose, is not opened', async () => {
    const store = new MemoryKeyStore();
    await using first = await openTestVault({ store });
    const kms = first.as(alice);
    const { keyId: mine } = await kms.createKey();
    const { keyId: theirs } = await kms.createKey();
    const { ciphertext: allowed } = await kms.encryptData({ keyId: mine, plaintext: Buffer.from('mine!') });
    const { ciphertext: forbidden } = await kms.encryptData({ keyId: theirs, plaintext: Buffer.from('yours') });
    const { ciphertext: dataKey } = await kms.encryptDataKey({ keyId: mine, plaintext: Buffer.from('a key') });
    for (const other of [forbidden, dataKey]) {
      for (const turns of [0, 1, 2, 3, 5, 8, 13, 21, 34]) {
        await using cold = await openTestVault({
          store: store.openAnother(),
          decide: ({ key, action }) => key?.id === mine && action === 'kms:cmk:decryptData',
        });
        const buffer = new Uint8Array(allowed);
        const answer = cold
          .as(alice)
          .decryptData({ ciphertext: buffer })
          .then((opened) => Buffer.from(opened.plaintext).toString(), String);
        for (let turn = 0; turn < turns; turn += 1) await Promise.resolve();
        buffer.set(other);
        expect(['mine!', expect.stringContaining('can not be decrypted')]).toContainEqual(await answer);
      }
    }
  });

  test('a request object that is changed after the call is not looked at again', async () => {
    await using vault = await openTestVault();
    const kms = vault.as(alice);
    const { keyId } = await kms.createKey({ alias: 'alias/one' });
    await kms.createKey({ alias: 'alias/two' });
    const encryptionContext = { tenant: 't-17' };
    const request = { keyId: 'alias/one', plaintext, encryptionContext };
    const answer = kms.encryptData(request);
    request.keyId = 'alias/two';
    encryptionContext.tenant = 't-18';
    const { ciphertext, keyId: used } = await answer;
    expect(used).toBe(keyId);
    await kms.decryptData({ ciphertext, encryptionContext: { tenant: 't-17' } });
  });
});

describe('requirement 13: a change', () => {
  test('that was decided on a key which another vault then changed is decided again', async () => {
    const store = new MemoryKeyStore();
    const paused = pausingStore(store.openAnother());
    await using other = await openTestVault({ store });
    const asked: AuthorizationRequest[] = [];
    await using vault = await openTestVault({ store: paused, decide: (request) => asked.push(request) > 0 });
    const { keyId } = await other.as(alice).createKey();
    paused.hold('before');
    const answer = vault.as(alice).createAlias({ alias: 'alias/mine', keyId });
    await paused.untilHeld(1);
    const decidedBefore = asked.length;
    await other.as(alice).createAlias({ alias: 'alias/theirs', keyId });
    paused.release();
    expect((await answer).keyId).toBe(keyId);
    expect(asked.length).toBeGreaterThan(decidedBefore);
    expect(asked.at(-1)?.key?.aliases).toEqual(['alias/mine', 'alias/theirs']);
    expect((await other.as(alice).describeKey({ keyId })).aliases).toEqual(['alias/mine', 'alias/theirs']);
    await vault.administration.verifyStore();
  });

  test('is denied if the other change took the right away', async () => {
    const store = new MemoryKeyStore();
    const paused = pausingStore(store.openAnother());
    await using other = await openTestVault({ store });
    await using vault = await openTestVault({
      store: paused,
      decide: ({ key }) => key?.aliases?.includes('alias/frozen') !== true,
    });
    const { keyId } = await other.as(alice).createKey();
    paused.hold('before');
    const answer = codeOf(vault.as(alice).createAlias({ alias: 'alias/mine', keyId }));
    await paused.untilHeld(1);
    await other.as(alice).createAlias({ alias: 'alias/frozen', keyId });
    paused.release();
    expect(await answer).toBe('AccessDenied');
    expect((await other.as(alice).describeKey({ keyId })).aliases).toEqual(['alias/frozen']);
  });

  test('never shows an alias on a key that does not have it, not even for a moment', async () => {
    await using vault = await openTestVault();
    const kms = vault.as(alice);
    const { keyId: one } = await kms.createKey({ alias: 'alias/moving' });
    const { keyId: two } = await kms.createKey();
    for (const target of [two, one, two]) {
      const moved = kms.associateAlias({ alias: 'alias/moving', keyId: target });
      for (let turn = 0; turn < 300; turn += 1) {
        const { aliases } = await kms.describeKey({ keyId: 'alias/moving' });
        expect(aliases).toContain('alias/moving');
      }
      await moved;
    }
  });
});
