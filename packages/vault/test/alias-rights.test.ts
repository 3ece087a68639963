import type { AuthorizationRequest } from '@chatelaine/core';
import { type Decide, openTestVault } from '@chatelaine/conformance';
import { MemoryKeyStore } from '@chatelaine/store-memory';
import { describe, expect, test } from 'vitest';
import { openWith, policyThat } from './support/open-with.ts';
import { codeOf, outcomeOf, refusal } from './support/refusal.ts';

const bob = { id: 'user:bob' };

/** Two keys, the first with the alias `alias/source`, and then a vault over the same records in which `decide` rules. */
async function prepared(decide: Decide, settings: { allowSelfGain?: boolean } = {}) {
  const store = new MemoryKeyStore();
  const before = await openTestVault({ store });
  const admin = before.as({ id: 'user:admin' });
  const { keyId: source } = await admin.createKey({ alias: 'alias/source' });
  const { keyId: target } = await admin.createKey({ alias: 'alias/target' });
  const asked: AuthorizationRequest[] = [];
  const vault = await openTestVault({
    store: store.openAnother(),
    ...settings,
    decide: (request) => {
      asked.push(request);
      return decide(request);
    },
  });
  const snapshots = () =>
    asked.map(({ action, key, asked: spelled }) => ({ action, id: key?.id, aliases: key?.aliases, spelled }));
  return {
    admin,
    before,
    vault,
    kms: vault.as(bob),
    source,
    target,
    snapshots,
    [Symbol.asyncDispose]: () => vault.close().then(() => before.close()),
  };
}

describe('requirement 12: a change of an alias is decided on', () => {
  test('the key before and after it, by createAlias', async () => {
    await using given = await prepared(() => true, { allowSelfGain: true });
    const { kms, target, snapshots } = given;
    await kms.createAlias({ alias: 'alias/new', keyId: 'alias/target' });
    const common = { action: 'kms:alias:create', id: target, spelled: 'alias/new' };
    expect(snapshots()).toContainEqual({ ...common, aliases: ['alias/target'] });
    expect(snapshots()).toContainEqual({ ...common, aliases: ['alias/new', 'alias/target'] });
  });

  test('the key before and after it, by deleteAlias', async () => {
    await using given = await prepared(() => true, { allowSelfGain: true });
    const { kms, source, snapshots } = given;
    await kms.deleteAlias({ alias: 'kms:eu-test-1:domain1:alias:source' });
    const common = { action: 'kms:alias:delete', id: source, spelled: 'alias/source' };
    expect(snapshots()).toContainEqual({ ...common, aliases: ['alias/source'] });
    expect(snapshots()).toContainEqual({ ...common, aliases: [] });
  });

  test('both keys before and after it, by associateAlias', async () => {
    await using given = await prepared(() => true, { allowSelfGain: true });
    const { kms, source, target, snapshots } = given;
    await kms.associateAlias({ alias: 'alias/source', keyId: target });
    const common = { action: 'kms:alias:associate', spelled: 'alias/source' };
    expect(snapshots()).toContainEqual({ ...common, id: source, aliases: ['alias/source'] });
    expect(snapshots()).toContainEqual({ ...common, id: source, aliases: [] });
    expect(snapshots()).toContainEqual({ ...common, id: target, aliases: ['alias/target'] });
    expect(snapshots()).toContainEqual({ ...common, id: target, aliases: ['alias/source', 'alias/target'] });
  });

  const refusals: readonly (readonly [string, Decide])[] = [
    ['the old key as it is', ({ key }) => key?.aliases?.includes('alias/source') !== true || key.aliases.length > 1],
    ['the old key as it would be', ({ key }) => key?.aliases?.length !== 0],
    ['the new key as it is', ({ key }) => key?.aliases?.join() !== 'alias/target'],
    ['the new key as it would be', ({ key }) => key?.aliases?.length !== 2],
  ];

  test.each(refusals)('each of them alone: a denial on %s is enough', async (_which, decide) => {
    await using given = await prepared(decide, { allowSelfGain: true });
    const { kms, before, source, target } = given;
    expect(await codeOf(kms.associateAlias({ alias: 'alias/source', keyId: target }))).toBe('AccessDenied');
    const admin = before.as({ id: 'user:admin' });
    expect((await admin.describeKey({ keyId: source })).aliases).toEqual(['alias/source']);
    expect((await admin.describeKey({ keyId: target })).aliases).toEqual(['alias/target']);
    expect((await admin.describeKey({ keyId: 'alias/source' })).keyId).toBe(source);
  });
});

describe('a caller who would gain rights by its own change', () => {
  const aliasRights = (action: string): boolean => action.startsWith('kms:alias:');
  const gains: readonly (readonly [
    string,
    Decide,
    (given: Awaited<ReturnType<typeof prepared>>) => Promise<unknown>,
  ])[] = [
    [
      'by giving a key an alias that its rights name',
      ({ action, key }) => aliasRights(action) || key?.aliases?.includes('alias/bob-1') === true,
      ({ kms, target }) => kms.createAlias({ alias: 'alias/bob-1', keyId: target }),
    ],
    [
      'by taking an alias from a key that a denial names',
      ({ action, key }) => aliasRights(action) || key?.aliases?.includes('alias/source') === false,
      ({ kms }) => kms.deleteAlias({ alias: 'alias/source' }),
    ],
    [
      'by moving an alias that its rights name to another key',
      ({ action, key }) => aliasRights(action) || key?.aliases?.includes('alias/source') === true,
      ({ kms, target }) => kms.associateAlias({ alias: 'alias/source', keyId: target }),
    ],
    [
      'by moving an alias that a denial names away from a key',
      ({ action, key }) => aliasRights(action) || key?.aliases?.includes('alias/source') === false,
      ({ kms, target }) => kms.associateAlias({ alias: 'alias/source', keyId: target }),
    ],
  ];

  test.each(gains)('%s is refused with SelfGain and changes nothing', async (_how, decide, change) => {
    await using given = await prepared(decide);
    const error = await refusal(change(given));
    expect(error.code).toBe('SelfGain');
    expect(error.message).toContain('kms:cmk:encryptData');
    const admin = given.before.as({ id: 'user:admin' });
    expect((await admin.describeKey({ keyId: given.source })).aliases).toEqual(['alias/source']);
    expect((await admin.describeKey({ keyId: given.target })).aliases).toEqual(['alias/target']);
  });

  test.each(gains)('%s may do so where the host has set allowSelfGain', async (_how, decide, change) => {
    await using given = await prepared(decide, { allowSelfGain: true });
    expect(await outcomeOf(change(given))).toBe('success');
  });

  test('is not the caller who only loses, or who has every right before and after', async () => {
    const losing: Decide = ({ action, key }) => aliasRights(action) || key?.aliases?.includes('alias/source') === true;
    await using one = await prepared(losing);
    expect(await outcomeOf(one.kms.deleteAlias({ alias: 'alias/source' }))).toBe('success');
    await using other = await prepared(() => true);
    expect(await outcomeOf(other.kms.associateAlias({ alias: 'alias/source', keyId: other.target }))).toBe('success');
    expect(await outcomeOf(other.kms.createAlias({ alias: 'alias/new', keyId: other.target }))).toBe('success');
    expect(await outcomeOf(other.kms.deleteAlias({ alias: 'alias/new' }))).toBe('success');
  });

  test.each([
    [
      'throws',
      () => {
        throw new Error('broken');
      },
    ],
    ['rejects', () => Promise.reject(new Error('broken'))],
    ['answers nothing', () => undefined],
    ['answers a word', () => 'none'],
    ['answers something else than actions', () => [7]],
  ])('is assumed when the authorizer, asked for gains, %s', async (_how, gainsOf) => {
    const policy = { ...policyThat(true), gains: gainsOf };
    const events: { decision?: unknown; outcome?: string }[] = [];
    const sink = {
      write: (batch: typeof events) => Promise.resolve(void events.push(...batch)),
      sync: () => Promise.resolve(),
      close: () => Promise.resolve(),
    };
    const vault = await openWith({ authorizer: { policy, compile: () => policy }, sinks: [sink] });
    const kms = vault.as(bob);
    const { keyId } = await kms.createKey();
    expect(await codeOf(kms.createAlias({ alias: 'alias/new', keyId }))).toBe('AccessDenied');
    await vault.close();
    expect(events.at(-1)).toMatchObject({ outcome: 'AccessDenied', decision: { effect: 'deny', kind: 'error' } });
  });
});

test('an alias that names the key already stays, and only its time of association changes', async () => {
  await using given = await prepared(() => true);
  const { kms, source } = given;
  const entry = await kms.associateAlias({ alias: 'alias/source', keyId: source });
  expect(entry.keyId).toBe(source);
  expect((await kms.describeKey({ keyId: source })).aliases).toEqual(['alias/source']);
  await given.vault.administration.verifyStore();
});
