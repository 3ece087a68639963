import type { AuditEvent, CallerOperations } from '@chatelaine/core';
import { failingStore, openTestVault } from '@chatelaine/conformance';
import { MemoryKeyStore } from '@chatelaine/store-memory';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { streamOf } from './support/bytes.ts';
import { openWith, policyThat } from './support/open-with.ts';
import { codeOf, outcomeOf, refusal } from './support/refusal.ts';
import { TestSink } from './support/test-sink.ts';

const alice = { id: 'user:alice' };
const plaintext = Buffer.from('text');
const nextTurn = () => new Promise((resolve) => setImmediate(resolve));

afterEach(() => {
  vi.useRealTimers();
});

/** Checks what holds for every audit log: sequences without a gap, and at most one intent and one outcome each. */
function expectWellFormed(events: readonly AuditEvent[]): void {
  const bySequence = new Map<number, AuditEvent[]>();
  for (const event of events) bySequence.set(event.sequence, [...(bySequence.get(event.sequence) ?? []), event]);
  expect([...bySequence.keys()].toSorted((a, b) => a - b)).toEqual(
    Array.from({ length: bySequence.size }, (_, index) => index + 1),
  );
  for (const group of bySequence.values()) {
    const phases = group.map(({ phase }) => phase).join(' ');
    expect(['complete', 'intent outcome']).toContain(phases);
    expect(group.at(-1)?.outcome).toBeDefined();
    if (group.length === 2) expect(group[0]?.outcome).toBeUndefined();
    expect(
      new Set(
        group.map(({ operation, action, principal, asked }) => JSON.stringify([operation, action, principal, asked])),
      ).size,
    ).toBe(1);
  }
  expect(new Set(events.map(({ process }) => process)).size).toBeLessThanOrEqual(1);
  for (const { time } of events) expect(time).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/u);
}

describe('requirement 20: the audit log', () => {
  test('has an intent before each change and an outcome after it', async () => {
    const events: AuditEvent[] = [];
    const store = new MemoryKeyStore();
    let intentsAtCommit = 0;
    const watching = failingStore(
      store,
      ({ method }) =>
        void (method === 'commit' && (intentsAtCommit = events.filter(({ phase }) => phase === 'intent').length)),
    );
    const vault = await openTestVault({ events, store: watching });
    const kms = vault.as(alice, { source: { ip: '10.1.2.3' } });
    const { keyId } = await kms.createKey({ alias: 'alias/payments' });
    expect(intentsAtCommit).toBe(1);
    await kms.createAlias({ alias: 'alias/second', keyId });
    expect(intentsAtCommit).toBe(2);
    await kms.deleteAlias({ alias: 'alias/second' });
    expect(await codeOf(kms.createAlias({ alias: 'alias/payments', keyId }))).toBe('AliasExists');
    await vault.close();
    expectWellFormed(events);
    expect(events.map(({ phase, operation, outcome }) => `${operation} ${phase} ${outcome ?? ''}`.trim())).toEqual([
      'createKey intent',
      'createKey outcome success',
      'createAlias intent',
      'createAlias outcome success',
      'deleteAlias intent',
      'deleteAlias outcome success',
      'createAlias intent',
      'createAlias outcome AliasExists',
    ]);
    expect(events.at(-1)).toMatchObject({
      principal: 'user:alice',
      sourceIp: '10.1.2.3',
      asked: 'alias/payments',
      keyId,
      decision: { effect: 'allow', kind: 'explicit', rule: 'test/allow' },
    });
  });

  test('has one event for a use that ends before its intent was written', async () => {
    const events: AuditEvent[] = [];
    const vault = await openTestVault({ events });
    const kms = vault.as(alice);
    const { keyId } = await kms.createKey({ alias: 'alias/payments' });
    for (let use = 0; use < 3; use += 1) await kms.encryptData({ keyId: 'alias/payments', plaintext });
    await kms.generateRandom({ length: 1 });
    expect(await codeOf(kms.decryptData({ ciphertext: Buffer.alloc(120, 1) }))).toBe('DecryptFailed');
    await vault.close();
    expectWellFormed(events);
    expect(events.slice(2).map(({ phase, operation, outcome }) => `${operation} ${phase} ${outcome ?? ''}`)).toEqual([
      ...Array.from({ length: 3 }, () => 'encryptData complete success'),
      'generateRandom complete success',
      'decryptData complete DecryptFailed',
    ]);
    expect(events[2]).toMatchObject({ asked: 'alias/payments', keyId });
  });

  test('has one event for a request that is refused before it can be decided', async () => {
    const events: AuditEvent[] = [];
    const vault = await openTestVault({ events });
    const kms = vault.as(alice, { source: { ip: '10.1.2.3' } });
    const refusals: readonly (readonly [string, Promise<unknown>])[] = [
      ['InvalidArgument', kms.generateRandom({ length: 0 })],
      ['InvalidIdentifier', kms.describeKey({ keyId: 'payments' })],
      ['ForeignUrn', kms.describeKey({ keyId: 'kms:eu-test-2:domain1:alias:payments' })],
      ['DecryptFailed', kms.decryptData({ ciphertext: new Uint8Array(5) })],
      ['DecryptFailed', kms.decryptStream({ ciphertext: streamOf(new Uint8Array(5)) })],
      ['ReservedAlias', kms.deleteAlias({ alias: 'alias/default' })],
      ['UnsupportedKeySpec', kms.createKey({ keySpec: 'RSA_3072' })],
    ];
    for (const [code, answer] of refusals) expect(await codeOf(answer)).toBe(code);
    await vault.close();
    expectWellFormed(events);
    expect(events.map(({ outcome }) => outcome ?? '').toSorted()).toEqual(refusals.map(([code]) => code).toSorted());
    for (const event of events) {
      expect(event).toMatchObject({ phase: 'complete', principal: 'user:alice', sourceIp: '10.1.2.3' });
      expect(event.decision).toBeUndefined();
    }
  });

  test('has what was refused because the store was tampered with or gone', async () => {
    const events: AuditEvent[] = [];
    let broken = false;
    const store = failingStore(new MemoryKeyStore(), (call) =>
      broken && call.method === 'get' && call.path.startsWith('key/') ? { error: new Error('gone') } : undefined,
    );
    const vault = await openTestVault({ events, store });
    broken = true;
    expect(await codeOf(vault.as(alice).describeKey({ keyId: '0d0466b0-e727-4d9c-b35d-f84bb474a37f' }))).toBe(
      'StoreUnavailable',
    );
    await vault.close();
    expect(events).toMatchObject([
      {
        phase: 'complete',
        operation: 'describeKey',
        outcome: 'StoreUnavailable',
        asked: '0d0466b0-e727-4d9c-b35d-f84bb474a37f',
      },
    ]);
  });

  test('has an intent and an outcome when an operation ends after its intent was written', async () => {
    const sink = new TestSink();
    const vault = await openWith({ sinks: [sink] }, { auditLevel: 'written' });
    const kms = vault.as(alice);
    const { keyId } = await kms.createKey();
    await kms.encryptData({ keyId, plaintext });
    await vault.close();
    expectWellFormed(sink.events);
    expect(sink.events.map(({ phase }) => phase)).toEqual(['intent', 'outcome', 'intent', 'outcome']);
  });

  test('numbers the operations of each opening from one, under a name of its own', async () => {
    const store = new MemoryKeyStore();
    const processes: string[] = [];
    for (let opening = 0; opening < 3; opening += 1) {
      const events: AuditEvent[] = [];
      const vault = await openTestVault({ events, store: store.openAnother() });
      await Promise.all(Array.from({ length: 20 }, () => vault.as(alice).createKey()));
      await vault.close();
      expectWellFormed(events);
      processes.push(events[0]?.process ?? '');
    }
    expect(new Set(processes).size).toBe(3);
  });

  test('stays well-formed with many operations of every kind at once', async () => {
    const sink = new TestSink();
    const vault = await openWith({ sinks: [sink] });
    const kms = vault.as(alice);
    const { keyId } = await kms.createKey();
    const mixed = Array.from({ length: 200 }, (_, index): Promise<unknown> => {
      if (index % 4 === 0) return kms.createAlias({ alias: `alias/${index % 8}`, keyId });
      if (index % 4 === 1) return kms.encryptData({ keyId, plaintext });
      if (index % 4 === 2) return kms.describeKey({ keyId: 'alias/missing' });
      return kms.generateRandom({ length: index % 8 === 7 ? 0 : 1 });
    });
    await Promise.allSettled(mixed);
    await vault.close();
    expectWellFormed(sink.events);
    expect(sink.calls).not.toContain('overlap');
  });
});

describe('the audit level', () => {
  test('accepted lets uses of keys go on while events wait, but not changes', async () => {
    const sink = new TestSink();
    const vault = await openWith({ sinks: [sink] });
    const kms = vault.as(alice);
    const { keyId } = await kms.createKey();
    sink.hold();
    await kms.encryptData({ keyId, plaintext });
    let created = false;
    const creating = kms.createKey().then(() => (created = true));
    await nextTurn();
    await nextTurn();
    expect(created).toBe(false);
    expect((await kms.listKeys()).keys).toHaveLength(1);
    sink.release();
    await creating;
    await vault.close();
  });

  test.each(['written', 'synced'] as const)('%s makes uses of keys wait too', async (auditLevel) => {
    const sink = new TestSink();
    const vault = await openWith({ sinks: [sink] }, { auditLevel });
    const kms = vault.as(alice);
    const { keyId } = await kms.createKey();
    sink.calls.length = 0;
    sink.hold();
    let used = false;
    const using = kms.encryptData({ keyId, plaintext }).then(() => (used = true));
    await nextTurn();
    await nextTurn();
    expect(used).toBe(false);
    sink.release();
    await using;
    expect(sink.calls.includes('sync')).toBe(auditLevel === 'synced');
    await vault.close();
  });

  test('synced refuses the operation when what was written can not be synced', async () => {
    const sink = new TestSink();
    const vault = await openWith({ sinks: [sink] }, { auditLevel: 'synced' });
    const kms = vault.as(alice);
    sink.syncFailure = new Error('EIO');
    expect(await codeOf(kms.createKey())).toBe('AuditUnavailable');
    sink.syncFailure = undefined;
    expect((await kms.listKeys()).keys).toEqual([]);
    expect(await outcomeOf(kms.createKey())).toBe('success');
    await vault.close();
    expectWellFormed(sink.events);
  });
});

describe('events that wait', () => {
  test('are written within 50 milliseconds', async () => {
    const sink = new TestSink();
    const vault = await openWith({ sinks: [sink] });
    const kms = vault.as(alice);
    await kms.createKey();
    await kms.generateRandom({ length: 1 });
    await vi.waitFor(() => expect(sink.events.length).toBeGreaterThan(2));
    vi.useFakeTimers();
    sink.events.length = 0;
    await kms.generateRandom({ length: 1 });
    await vi.advanceTimersByTimeAsync(49);
    expect(sink.events).toHaveLength(0);
    await vi.advanceTimersByTimeAsync(1);
    expect(sink.events).toHaveLength(1);
    vi.useRealTimers();
    await vault.close();
  });

  test('are never more than 1,000: then the next operation waits', async () => {
    const sink = new TestSink();
    const vault = await openWith({ sinks: [sink] });
    const kms = vault.as(alice);
    const { keyId } = await kms.createKey();
    await kms.encryptData({ keyId, plaintext });
    await vi.waitFor(() => expect(sink.events.length).toBeGreaterThan(2));
    sink.hold();
    let ended = 0;
    const uses = (async () => {
      for (let use = 0; use < 1_500; use += 1) {
        await kms.encryptData({ keyId, plaintext });
        ended += 1;
      }
    })();
    await vi.waitFor(() => expect(ended).toBe(1_000), 10_000);
    for (let turn = 0; turn < 50; turn += 1) await nextTurn();
    expect(ended).toBe(1_000);
    sink.release();
    await uses;
    await vault.close();
    expectWellFormed(sink.events);
    expect(sink.events).toHaveLength(2 + 1 + 1_500);
  });

  test('are all written and synced before the vault is closed', async () => {
    const sink = new TestSink();
    const vault = await openWith({ sinks: [sink] });
    await vault.as(alice).generateRandom({ length: 1 });
    expect(sink.events).toHaveLength(0);
    await vault.close();
    expect(sink.events).toHaveLength(1);
    expect(sink.calls).toEqual(['write', 'sync', 'close']);
  });
});

describe('an audit log that can not be written', () => {
  // A sink may reject with anything, not only with errors.
  const failures = [new Error('ENOSPC'), 'text', undefined] as readonly unknown[] as readonly Error[];

  test.each(failures)(
    'refuses the next operation and goes on when it can be written again, with every event once (%s)',
    async (failure) => {
      const sink = new TestSink();
      let isFailing = false;
      const flaky = {
        write: (events: readonly AuditEvent[]) => (isFailing ? Promise.reject(failure) : sink.write(events)),
        sync: () => sink.sync(),
        close: () => sink.close(),
      };
      const vault = await openWith({ sinks: [flaky] });
      const kms = vault.as(alice);
      const { keyId } = await kms.createKey();
      await kms.encryptData({ keyId, plaintext });
      isFailing = true;
      // The first use is accepted; its event then can not be written.
      await kms.encryptData({ keyId, plaintext });
      await vi.waitFor(async () =>
        expect(await outcomeOf(kms.encryptData({ keyId, plaintext }))).toBe('AuditUnavailable'),
      );
      for (const answer of [
        kms.encryptData({ keyId, plaintext }),
        kms.listKeys(),
        kms.createKey(),
        kms.createAlias({ alias: 'alias/x', keyId }),
      ]) {
        const error = await refusal(answer);
        expect(error.code).toBe('AuditUnavailable');
        expect(error.cause).toBe(failure);
      }
      isFailing = false;
      expect((await kms.listKeys()).keys).toHaveLength(1);
      expect((await kms.describeKey({ keyId })).aliases).toEqual([]);
      await vault.close();
      expectWellFormed(sink.events);
    },
  );

  test('refuses a change whose intent can not be written, and nothing of it is done', async () => {
    const sink = new TestSink();
    const vault = await openWith({ sinks: [sink] });
    const kms = vault.as(alice);
    sink.failure = new Error('ENOSPC');
    expect(await codeOf(kms.createKey({ alias: 'alias/new' }))).toBe('AuditUnavailable');
    sink.failure = undefined;
    expect((await kms.listKeys()).keys).toEqual([]);
    await vault.close();
    expectWellFormed(sink.events);
    expect(sink.events.filter(({ operation }) => operation === 'createKey').map(({ outcome }) => outcome)).toContain(
      'AuditUnavailable',
    );
  });

  test('does not write an event twice to a sink that has it while another one fails', async () => {
    const [one, other] = [new TestSink(), new TestSink()];
    const vault = await openWith({ sinks: [one, other] });
    const kms = vault.as(alice);
    other.failure = new Error('ENOSPC');
    for (let attempt = 0; attempt < 3; attempt += 1) expect(await codeOf(kms.createKey())).toBe('AuditUnavailable');
    other.failure = undefined;
    await kms.createKey();
    await vault.close();
    expect(one.events).toEqual(other.events);
    expectWellFormed(one.events);
  });

  test('makes closing fail with AuditUnavailable, after everything else was closed', async () => {
    const sink = new TestSink();
    const vault = await openWith({ sinks: [sink] });
    await vault.as(alice).generateRandom({ length: 1 });
    sink.failure = new Error('ENOSPC');
    expect(await codeOf(vault.close())).toBe('AuditUnavailable');
    expect(sink.calls.at(-1)).toBe('close');
  });

  test('does not collect malformed requests without end', async () => {
    const sink = new TestSink();
    const vault = await openWith({ sinks: [sink] });
    const kms = vault.as(alice);
    sink.hold();
    const answers = Array.from({ length: 1_600 }, () => outcomeOf(kms.generateRandom({ length: 0 })));
    await nextTurn();
    sink.failure = new Error('ENOSPC');
    sink.release();
    const outcomes = await Promise.all(answers);
    expect(outcomes.filter((outcome) => outcome === 'InvalidArgument').length).toBeLessThanOrEqual(1_000);
    expect(new Set(outcomes)).toEqual(new Set(['InvalidArgument', 'AuditUnavailable']));
    sink.failure = undefined;
    await vault.close();
  });
});

describe('a vault that waits for its audit log', () => {
  test('looks at the store after the wait and not before', async () => {
    const store = new MemoryKeyStore();
    const sink = new TestSink();
    let elapsed = 0;
    const clock = { now: () => 1_800_000_000_000 + elapsed, monotonic: () => elapsed };
    const silent = {
      features: store.features,
      get: store.get.bind(store),
      commit: store.commit.bind(store),
      list: store.list.bind(store),
      close: store.close.bind(store),
    };
    const vault = await openWith({ keyStore: silent, sinks: [sink] }, { clock });
    const other = await openWith({ keyStore: store.openAnother() });
    const kms = vault.as(alice);
    const { keyId } = await kms.createKey({ alias: 'alias/moving' });
    const { keyId: newKey } = await other.as(alice).createKey();
    await kms.encryptData({ keyId: 'alias/moving', plaintext });
    sink.hold();
    for (let use = 0; use < 1_100; use += 1) void outcomeOf(kms.generateRandom({ length: 1 }));
    const waiting = kms.encryptData({ keyId: 'alias/moving', plaintext });
    await nextTurn();
    await other.as(alice).associateAlias({ alias: 'alias/moving', keyId: newKey });
    elapsed += 5_000;
    sink.release();
    expect(keyId).not.toBe(newKey);
    expect((await waiting).keyId).toBe(newKey);
    await vault.close();
    await other.close();
  });
});

describe('requirement 17: events', () => {
  test('hold no plaintext, material, ciphertext, encryption context, tag or policy text', async () => {
    const sink = new TestSink();
    const policy = policyThat(true);
    const vault = await openWith({ sinks: [sink], authorizer: { policy, compile: () => policy } });
    const kms: CallerOperations = vault.as({ ...alice, attributes: { tenant: 'Attribute-Value' } });
    const secret = 'Plain-Text-Value';
    const encryptionContext = { 'Context-Name': 'Context-Value' };
    const { keyId } = await kms.createKey({
      alias: 'alias/payments',
      tags: { 'Tag-Key': 'Tag-Value' },
      description: 'Description-Text',
    });
    const { ciphertext } = await kms.encryptData({ keyId, plaintext: Buffer.from(secret), encryptionContext });
    await kms.decryptData({ ciphertext, encryptionContext });
    await outcomeOf(kms.decryptData({ ciphertext }));
    const dataKey = await kms.createDataKey({ keyId, encryptionContext });
    await kms.decryptDataKey({ ciphertext: dataKey.ciphertext, encryptionContext });
    const { bytes } = await kms.generateRandom({ length: 32 });
    await outcomeOf(
      vault.administration.activatePolicy({
        documents: [{ name: 'Policy-Name', text: 'Policy-Text' }],
        expectedVersion: 0,
      }),
    );
    await outcomeOf(kms.listKeys({ marker: 'Marker-Text' }));
    await vault.close();
    const text = JSON.stringify(sink.events);
    const spelled = [
      secret,
      'Context-Name',
      'Context-Value',
      'Tag-Key',
      'Tag-Value',
      'Description-Text',
      'Attribute-Value',
      'Policy-Name',
      'Policy-Text',
      'Marker-Text',
    ];
    for (const word of spelled) expect(text).not.toContain(word);
    for (const bytesOf of [ciphertext, dataKey.plaintext, dataKey.ciphertext, bytes]) {
      for (const encoding of ['hex', 'base64', 'base64url', 'latin1'] as const) {
        expect(text).not.toContain(Buffer.from(bytesOf).subarray(0, 16).toString(encoding).replace(/=+$/u, ''));
      }
      expect(text).not.toContain([...bytesOf.subarray(0, 6)].join(','));
    }
  });

  test('hold of a decision only its effect, kind and rule', async () => {
    const sink = new TestSink();
    const decision = {
      effect: 'allow',
      kind: 'explicit',
      rule: 'a/b',
      reason: 'Because of Context-Value.',
      matched: { tenant: 'Context-Value' },
    };
    const policy = { decide: () => decision, gains: () => [] };
    const vault = await openWith({ sinks: [sink], authorizer: { policy, compile: () => policy } });
    await vault.as(alice).generateRandom({ length: 1 });
    await vault.close();
    expect(sink.events[0]?.decision).toEqual({ effect: 'allow', kind: 'explicit', rule: 'a/b' });
  });
});
