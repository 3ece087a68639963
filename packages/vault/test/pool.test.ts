import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { type Algorithm, type AuditEvent, type CallerOperations, headerBytes, VaultError } from '@chatelaine/core';
import { type Decide, failingStore, openTestVault } from '@chatelaine/conformance';
import { MemoryKeyStore } from '@chatelaine/store-memory';
import type { Limits, Vault } from '@chatelaine/vault';
import { describe, expect, test } from 'vitest';
import { HeldSigning } from './support/algorithms/held-signing.ts';
import { withAlgorithms } from './support/algorithms/test-algorithms.ts';
import { testSigning } from './support/algorithms/test-signing.ts';
import { collected, streamOf } from './support/bytes.ts';
import { Gate } from './support/gate.ts';
import { RecordingSource } from './support/recording-source.ts';
import { codeOf, outcomeOf, refusal } from './support/refusal.ts';

const alice = { id: 'user:alice' };

/** Until nothing moves any more but what a test holds. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

interface Prepared {
  readonly vault: Vault;
  readonly kms: CallerOperations;
  readonly pool: HeldSigning;
  readonly events: AuditEvent[];
  readonly keyId: string;
  /** Signs a message of this text; what comes of it. */
  readonly sign: (text: string, keyId?: string) => Promise<string>;
}

async function prepared(limits: Partial<Limits>, decide: Decide = () => true): Promise<Prepared> {
  const pool = new HeldSigning();
  const events: AuditEvent[] = [];
  const vault = await openTestVault({ plugins: [withAlgorithms(pool.algorithm)], limits, decide, events });
  const kms = vault.as(alice);
  const { keyId } = await kms.createKey({ keySpec: 'TEST_SIGN', alias: 'alias/signing' });
  const sign = (text: string, key: string = keyId): Promise<string> =>
    outcomeOf(kms.sign({ keyId: key, message: Buffer.from(text) }));
  return { vault, kms, pool, events, keyId, sign };
}

describe('work in the pool', () => {
  test('is done by no more operations at once than the limit says, in the order in which they came', async () => {
    const { pool, sign, vault } = await prepared({ pooledOperations: 3 });
    const names = Array.from({ length: 20 }, (_, index) => `message ${index}`);
    const ends = names.map((name) => sign(name));
    for (let done = 0; done < names.length; done += 1) {
      await settled();
      expect(pool.started).toEqual(names.slice(0, done + 3));
      expect(pool.running).toBe(Math.min(3, names.length - done));
      pool.finish();
    }
    expect(await Promise.all(ends)).toEqual(names.map(() => 'success'));
    expect(pool.most).toBe(3);
    await vault.close();
  });

  test('lets nobody who comes later pass those who wait, however many come', async () => {
    const { pool, sign, vault } = await prepared({ pooledOperations: 1 });
    const ends = [sign('first'), sign('waits')];
    await settled();
    for (let round = 0; round < 10; round += 1) {
      // In the turn in which the slot is given back, others ask for it.
      pool.finish();
      ends.push(sign(`late ${round}`), sign(`later ${round}`));
      await settled();
    }
    while (pool.running > 0) {
      pool.finish();
      await settled();
    }
    expect(await Promise.all(ends)).toEqual(ends.map(() => 'success'));
    const late = Array.from({ length: 10 }, (_, round) => [`late ${round}`, `later ${round}`]);
    expect(pool.started).toEqual(['first', 'waits', ...late.flat()]);
    expect(pool.most).toBe(1);
    await vault.close();
  });

  test('is refused with TooBusy beyond the number that may wait, and taken again when there is room', async () => {
    const { pool, sign, kms, keyId, events, vault } = await prepared({ pooledOperations: 1, waitingOperations: 2 });
    const ends = [sign('runs'), sign('waits'), sign('waits too')];
    await settled();
    const error = await refusal(kms.sign({ keyId, message: Buffer.from('too many') }));
    expect(error.code).toBe('TooBusy');
    expect(error.message).toContain('Try again');
    pool.finish();
    await settled();
    ends.push(sign('fits again'));
    expect(await sign('too many again')).toBe('TooBusy');
    for (let left = 0; left < 3; left += 1) {
      pool.finish();
      await settled();
    }
    expect(await Promise.all(ends)).toEqual(ends.map(() => 'success'));
    expect(pool.started).toEqual(['runs', 'waits', 'waits too', 'fits again']);
    await vault.close();
    const outcomes = events.filter(({ operation, outcome }) => operation === 'sign' && outcome === 'TooBusy');
    expect(outcomes).toHaveLength(2);
    expect(outcomes[0]).toMatchObject({ keyId, principal: 'user:alice' });
  });

  test('of which none may wait is refused at once', async () => {
    const { pool, sign, vault } = await prepared({ pooledOperations: 1, waitingOperations: 0 });
    const first = sign('runs');
    await settled();
    expect(await sign('waits')).toBe('TooBusy');
    pool.finish();
    expect(await first).toBe('success');
    const second = sign('runs again');
    await settled();
    pool.finish();
    expect(await second).toBe('success');
    await vault.close();
  });

  test('is told apart by the type of message, where an algorithm signs digests elsewhere', async () => {
    const elsewhere: Algorithm = {
      ...testSigning,
      load: async (...given) => {
        const { signer, ...loaded } = await testSigning.load(...given);
        if (signer === undefined) throw new VaultError('Internal', 'There is no signer.');
        const execution = { sign: 'inline', verify: 'pool', signDigest: 'pool', verifyDigest: 'inline' } as const;
        return { ...loaded, signer: { ...signer, execution } };
      },
    };
    const gate = new Gate();
    const slow: Algorithm = {
      ...testSigning,
      keySpec: 'TEST_SLOW',
      execution: 'pool',
      generate: async () => {
        await gate.pass();
        return testSigning.generate();
      },
    };
    const limits = { pooledOperations: 1, waitingOperations: 0 };
    await using vault = await openTestVault({ plugins: [withAlgorithms(elsewhere, slow)], limits });
    const kms = vault.as(alice);
    const { keyId } = await kms.createKey({ keySpec: 'TEST_SIGN' });
    const holding = kms.createKey({ keySpec: 'TEST_SLOW' });
    await gate.reached;
    const message = new Uint8Array(64);
    const signature = message;
    expect(await outcomeOf(kms.sign({ keyId, message }))).toBe('success');
    expect(await outcomeOf(kms.sign({ keyId, message, messageType: 'DIGEST' }))).toBe('TooBusy');
    expect(await outcomeOf(kms.verify({ keyId, message, signature }))).toBe('TooBusy');
    expect(await outcomeOf(kms.verify({ keyId, message, signature, messageType: 'DIGEST' }))).toBe('success');
    gate.open();
    await holding;
  });

  test('does not hold up work on the calling thread', async () => {
    const { pool, sign, kms, keyId, vault } = await prepared({ pooledOperations: 1, waitingOperations: 1 });
    const ends = [sign('runs'), sign('waits')];
    await settled();
    const { keyId: symmetric } = await kms.createKey();
    const { ciphertext } = await kms.encryptData({ keyId: symmetric, plaintext: new Uint8Array(10) });
    expect((await kms.decryptData({ ciphertext })).plaintext).toHaveLength(10);
    const verdict = await kms.verify({ keyId, message: new Uint8Array(1), signature: new Uint8Array(64) });
    expect(verdict.signatureValid).toBe(false);
    expect(pool.running).toBe(1);
    pool.finish();
    await settled();
    pool.finish();
    expect(await Promise.all(ends)).toEqual(['success', 'success']);
    await vault.close();
  });

  test.each<readonly [string, (pool: HeldSigning) => void, string]>([
    ['fails', (pool) => pool.fail(), 'PluginMisbehaved'],
    ['gives something else than was promised', (pool) => pool.finish('signature'), 'PluginMisbehaved'],
  ])('that %s gives its slot back', async (_what, end, code) => {
    const { pool, sign, vault } = await prepared({ pooledOperations: 2 });
    const ends = Array.from({ length: 6 }, (_, index) => sign(`message ${index}`));
    for (let left = 6; left > 0; left -= 1) {
      await settled();
      expect(pool.running).toBe(Math.min(2, left));
      end(pool);
    }
    expect(await Promise.all(ends)).toEqual(ends.map(() => code));
    const more = [sign('one'), sign('two')];
    await settled();
    expect(pool.running).toBe(2);
    pool.finish();
    pool.finish();
    expect(await Promise.all(more)).toEqual(['success', 'success']);
    await vault.close();
  });

  test('that a plugin refuses before it begins gives its slot back', async () => {
    const refusing: Algorithm = {
      ...testSigning,
      load: async (...given) => {
        const { signer, ...loaded } = await testSigning.load(...given);
        if (signer === undefined) throw new VaultError('Internal', 'There is no signer.');
        const sign = (): never => {
          throw new VaultError('InvalidArgument', 'The message is not liked.');
        };
        return { ...loaded, signer: { ...signer, execution: { sign: 'pool', verify: 'inline' }, sign } };
      },
    };
    const limits = { pooledOperations: 1, waitingOperations: 0 };
    await using vault = await openTestVault({ plugins: [withAlgorithms(refusing)], limits });
    const kms = vault.as(alice);
    const { keyId } = await kms.createKey({ keySpec: 'TEST_SIGN' });
    for (let attempt = 0; attempt < 3; attempt += 1) {
      expect(await codeOf(kms.sign({ keyId, message: new Uint8Array(1) }))).toBe('InvalidArgument');
    }
  });
});

describe('requirement 13: an operation that waited', () => {
  /** One operation runs, another waits; then `change` happens, and the waiting one gets its slot. */
  async function waitingDuring(
    given: Prepared,
    change: () => unknown,
    key?: string,
  ): Promise<{ readonly outcome: string; readonly event: AuditEvent | undefined }> {
    const { pool, sign, events, vault } = given;
    const first = sign('runs');
    const second = sign('waits', key);
    await settled();
    await change();
    pool.finish();
    await settled();
    pool.finish();
    expect(await first).toBe('success');
    const outcome = await second;
    await vault.close();
    return { outcome, event: events.findLast(({ operation }) => operation === 'sign') };
  }

  test('is denied if the policy has changed in the meantime', async () => {
    let allowed = true;
    const given = await prepared({ pooledOperations: 1 }, () => allowed);
    const { outcome, event } = await waitingDuring(given, () => (allowed = false));
    expect(outcome).toBe('AccessDenied');
    expect(given.pool.started).toEqual(['runs']);
    expect(event).toMatchObject({ outcome: 'AccessDenied', decision: { effect: 'deny', kind: 'default' } });
  });

  test('is denied if the authorizer fails in the meantime', async () => {
    let works = true;
    const given = await prepared({ pooledOperations: 1 }, () => {
      if (!works) throw new Error('The authorizer is broken.');
      return true;
    });
    const { outcome, event } = await waitingDuring(given, () => (works = false));
    expect(outcome).toBe('AccessDenied');
    expect(event?.decision).toMatchObject({ effect: 'deny', kind: 'error' });
  });

  test('is refused if the key was disabled in the meantime', async () => {
    const given = await prepared({ pooledOperations: 1 });
    const { outcome } = await waitingDuring(given, () => given.kms.disableKey({ keyId: given.keyId }));
    expect(outcome).toBe('KeyDisabled');
    expect(given.pool.started).toEqual(['runs']);
  });

  test('uses the key that its alias names now, is decided on it, and says so in the log', async () => {
    const asked: unknown[] = [];
    const given = await prepared({ pooledOperations: 1 }, ({ action, facts, key }) => {
      // Without facts it is the question who gains what by the change.
      if (action === 'kms:cmk:sign' && facts !== undefined) asked.push(key?.id);
      return true;
    });
    const { keyId: another } = await given.kms.createKey({ keySpec: 'TEST_SIGN' });
    const move = () => given.kms.associateAlias({ alias: 'alias/signing', keyId: another });
    const { outcome, event } = await waitingDuring(given, move, 'alias/signing');
    expect(outcome).toBe('success');
    expect(asked).toEqual([given.keyId, given.keyId, another]);
    expect(event).toMatchObject({ keyId: another, asked: 'alias/signing', outcome: 'success' });
  });

  test('finds no key any more if its alias was deleted in the meantime', async () => {
    const given = await prepared({ pooledOperations: 1 });
    const { outcome } = await waitingDuring(
      given,
      () => given.kms.deleteAlias({ alias: 'alias/signing' }),
      'alias/signing',
    );
    expect(outcome).toBe('NotFound');
  });

  test('is decided at the time at which it got its slot', async () => {
    const times: number[] = [];
    let now = 1_000_000;
    const pool = new HeldSigning();
    const vault = await openTestVault({
      plugins: [withAlgorithms(pool.algorithm)],
      limits: { pooledOperations: 1 },
      clock: { now: () => now, monotonic: () => now },
      decide: (request) => request.action !== 'kms:cmk:sign' || times.push(request.now) > 0,
    });
    const kms = vault.as(alice);
    const { keyId } = await kms.createKey({ keySpec: 'TEST_SIGN' });
    const ends = ['runs', 'waits'].map((text) => kms.sign({ keyId, message: Buffer.from(text) }));
    await settled();
    now += 60_000;
    pool.finish();
    await settled();
    pool.finish();
    await Promise.all(ends);
    await vault.close();
    expect(times).toEqual([1_000_000, 1_000_000, 1_060_000]);
  });

  test('is decided twice, one that did not wait once, and both are in the log once', async () => {
    let decisions = 0;
    const given = await prepared({ pooledOperations: 1 }, ({ action }) => {
      if (action === 'kms:cmk:sign') decisions += 1;
      return true;
    });
    await waitingDuring(given, () => undefined);
    expect(decisions).toBe(3);
    const signing = given.events.filter(({ operation }) => operation === 'sign');
    expect(new Set(signing.map(({ sequence }) => sequence)).size).toBe(2);
    expect(signing.filter(({ outcome }) => outcome === 'success')).toHaveLength(2);
    expect(signing.filter(({ phase }) => phase === 'intent').length).toBe(
      signing.filter(({ phase }) => phase === 'outcome').length,
    );
  });

  test('gives its slot on when it is refused after the wait', async () => {
    const denied = new Set(['second']);
    const given = await prepared({ pooledOperations: 1 });
    const { pool, sign, kms, keyId, vault } = given;
    const { keyId: doomed } = await kms.createKey({ keySpec: 'TEST_SIGN' });
    const ends = [sign('first'), ...[...denied].map((text) => sign(text, doomed)), sign('third')];
    await settled();
    await kms.disableKey({ keyId: doomed });
    pool.finish();
    await settled();
    expect(pool.started).toEqual(['first', 'third']);
    pool.finish();
    expect(await Promise.all(ends)).toEqual(['success', 'KeyDisabled', 'success']);
    expect((await kms.describeKey({ keyId })).state).toBe('ENABLED');
    await vault.close();
  });
});

describe('close', () => {
  test('ends what waits with VaultClosed, and waits for what runs', async () => {
    const { pool, sign, vault, events } = await prepared({ pooledOperations: 1 });
    const first = sign('runs');
    const others = [sign('waits'), sign('waits too')];
    await settled();
    let closed = false;
    const closing = vault.close().then(() => (closed = true));
    expect(await Promise.all(others)).toEqual(['VaultClosed', 'VaultClosed']);
    await settled();
    expect(closed).toBe(false);
    pool.finish();
    expect(await first).toBe('success');
    await closing;
    expect(pool.started).toEqual(['runs']);
    const outcomes = events.flatMap(({ operation, outcome }) => (operation === 'sign' && outcome ? [outcome] : []));
    expect(outcomes.toSorted()).toEqual(['VaultClosed', 'VaultClosed', 'success']);
  });
});

describe('keys that are made in the pool', () => {
  /** Keys of TEST_SIGN that wait at the gate while they are made. */
  function slowlyMade(): { readonly algorithm: Algorithm; readonly gates: Gate[] } {
    const gates: Gate[] = [];
    const generate: Algorithm['generate'] = async () => {
      const gate = new Gate();
      gates.push(gate);
      await gate.pass();
      return testSigning.generate();
    };
    return { algorithm: { ...testSigning, execution: 'pool', generate }, gates };
  }

  test('are bound by the same limit, in the order in which they came', async () => {
    const { algorithm, gates } = slowlyMade();
    const limits = { pooledOperations: 2, waitingOperations: 2 };
    await using vault = await openTestVault({ plugins: [withAlgorithms(algorithm)], limits });
    const kms = vault.as(alice);
    const ends = ['a', 'b', 'c', 'd'].map((name) => kms.createKey({ keySpec: 'TEST_SIGN', alias: `alias/${name}` }));
    await settled();
    expect(gates).toHaveLength(2);
    expect(await codeOf(kms.createKey({ keySpec: 'TEST_SIGN' }))).toBe('TooBusy');
    // Keys that are made on the calling thread don't wait for them.
    expect((await kms.createKey()).keySpec).toBe('AES_256');
    for (let opened = 0; opened < 4; opened += 1) {
      gates[opened]?.open();
      await settled();
      expect(gates).toHaveLength(Math.min(4, opened + 3));
    }
    expect((await Promise.all(ends)).map(({ aliases }) => aliases[0])).toEqual([
      'alias/a',
      'alias/b',
      'alias/c',
      'alias/d',
    ]);
    await vault.administration.verifyStore();
  });

  test('give their slot back when they can not be stored', async () => {
    const { algorithm, gates } = slowlyMade();
    let isFailing = false;
    const store = failingStore(new MemoryKeyStore(), ({ method }) =>
      isFailing && method === 'commit'
        ? { error: new VaultError('StoreUnavailable', 'The store is away.') }
        : undefined,
    );
    const limits = { pooledOperations: 1, waitingOperations: 0 };
    const vault = await openTestVault({ plugins: [withAlgorithms(algorithm)], limits, store });
    const kms = vault.as(alice);
    isFailing = true;
    const failing = codeOf(kms.createKey({ keySpec: 'TEST_SIGN' }));
    await settled();
    gates[0]?.open();
    expect(await failing).toBe('StoreUnavailable');
    isFailing = false;
    const working = kms.createKey({ keySpec: 'TEST_SIGN' });
    await settled();
    gates[1]?.open();
    expect((await working).keySpec).toBe('TEST_SIGN');
    await vault.close();
  });
});

describe('ciphertexts that are made in the pool', () => {
  const tagBytes = 16;
  /** AES-256-GCM under one key for all, with a nonce before the text; each call waits at a gate. */
  function slowlySealed(): { readonly algorithm: Algorithm; readonly gates: Gate[] } {
    const gates: Gate[] = [];
    const pass = async (): Promise<void> => {
      const gate = new Gate();
      gates.push(gate);
      await gate.pass();
    };
    const key = randomBytes(32);
    const algorithm: Algorithm = {
      ...testSigning,
      keySpec: 'TEST_AEAD',
      usages: ['ENCRYPT_DECRYPT'],
      suites: [1],
      algorithmNames: { ENCRYPT_DECRYPT: ['SYMMETRIC_DEFAULT'] },
      load: () => ({
        aead: {
          execution: { seal: 'pool', open: 'pool' },
          overheadBytes: 12 + tagBytes,
          seal: async (header, context, plaintext) => {
            await pass();
            const nonce = randomBytes(12);
            const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: tagBytes });
            cipher.setAAD(Buffer.concat([header, context]));
            return Buffer.concat([header, nonce, cipher.update(plaintext), cipher.final(), cipher.getAuthTag()]);
          },
          open: async (ciphertext, context) => {
            await pass();
            const nonce = ciphertext.subarray(headerBytes, headerBytes + 12);
            const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: tagBytes });
            decipher.setAAD(Buffer.concat([ciphertext.subarray(0, headerBytes), context]));
            decipher.setAuthTag(ciphertext.subarray(-tagBytes));
            return Buffer.concat([decipher.update(ciphertext.subarray(headerBytes + 12, -tagBytes)), decipher.final()]);
          },
        },
        dispose: () => undefined,
      }),
    };
    return { algorithm, gates };
  }

  test('wait as signatures do, streams too, whose source is read once', async () => {
    const { algorithm, gates } = slowlySealed();
    const limits = { pooledOperations: 1 };
    await using vault = await openTestVault({ plugins: [withAlgorithms(algorithm)], limits });
    const kms = vault.as(alice);
    const { keyId } = await kms.createKey({ keySpec: 'TEST_AEAD' });
    const plaintext = randomBytes(100_000);
    const openAll = async (): Promise<void> => {
      for (;;) {
        await settled();
        const gate = gates.shift();
        if (gate === undefined) return;
        expect(gates).toHaveLength(0);
        gate.open();
      }
    };
    const sealed = [
      kms.encryptData({ keyId, plaintext: plaintext.subarray(0, 100) }),
      kms.encryptStream({ keyId, plaintext: streamOf(plaintext) }),
      kms.createDataKey({ keyId }),
    ] as const;
    await openAll();
    const [data, stream, dataKey] = await Promise.all(sealed);
    const sealedStream = await collected(stream.ciphertext);
    const source = new RecordingSource([sealedStream.subarray(0, 30), sealedStream.subarray(30)]);
    const { ciphertext } = data;
    const opened = [
      kms.decryptData({ ciphertext }),
      kms.decryptStream({ ciphertext: source }),
      kms.decryptDataKey({ ciphertext: dataKey.ciphertext }),
    ] as const;
    await openAll();
    const [text, file, key] = await Promise.all(opened);
    expect(text.plaintext).toEqual(new Uint8Array(plaintext.subarray(0, 100)));
    expect(Buffer.compare(await collected(file.plaintext), plaintext)).toBe(0);
    expect(key.plaintext).toEqual(dataKey.plaintext);
    expect(source.begun).toBe(1);
  });

  test('let go of the source of a stream that is refused after it has waited', async () => {
    const { algorithm, gates } = slowlySealed();
    let allowed = true;
    await using vault = await openTestVault({
      plugins: [withAlgorithms(algorithm)],
      limits: { pooledOperations: 1 },
      decide: ({ action }) => allowed || action !== 'kms:cmk:decryptData',
    });
    const kms = vault.as(alice);
    const { keyId } = await kms.createKey({ keySpec: 'TEST_AEAD' });
    const sealing = kms.encryptStream({ keyId, plaintext: streamOf(randomBytes(10)) });
    await settled();
    gates.shift()?.open();
    const source = new RecordingSource([await collected((await sealing).ciphertext), randomBytes(10)]);
    const holding = kms.createDataKey({ keyId });
    const opening = codeOf(kms.decryptStream({ ciphertext: source }));
    await settled();
    allowed = false;
    gates.shift()?.open();
    await holding;
    expect(await opening).toBe('AccessDenied');
    expect(source.closed).toBe(1);
  });
});
