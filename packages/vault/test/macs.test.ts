import { type AuthorizationRequest, type CallerOperations } from '@chatelaine/core';
import { openTestVault } from '@chatelaine/conformance';
import type { Vault } from '@chatelaine/vault';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { testAlgorithms } from './support/algorithms/test-algorithms.ts';
import { flipped, randomBytes } from './support/bytes.ts';
import { codeOf, refusal } from './support/refusal.ts';
import { spyOnTimingSafeEqual } from './support/spied-crypto.ts';

const asked: AuthorizationRequest[] = [];
let vault: Vault;
let kms: CallerOperations;
let keyId: string;

beforeAll(async () => {
  vault = await openTestVault({ plugins: [testAlgorithms()], decide: (request) => asked.push(request) > 0 });
  kms = vault.as({ id: 'user:alice' });
  ({ keyId } = await kms.createKey({ keySpec: 'TEST_MAC', alias: 'alias/codes' }));
});

afterAll(() => vault.close());

const message = Buffer.from('attack at dawn');

describe('requirement 10: generateMac and verifyMac', () => {
  test('fit each other for every message, and one flipped bit does not fit', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 4_096 }), fc.nat(), async (given, at) => {
        const { mac } = await kms.generateMac({ keyId, message: given });
        expect((await kms.verifyMac({ keyId, message: given, mac })).macValid).toBe(true);
        const altered = flipped(mac, at % mac.length, at % 8);
        expect((await kms.verifyMac({ keyId, message: given, mac: altered })).macValid).toBe(false);
      }),
      { numRuns: 50 },
    );
  });

  test('name the algorithm and the key', async () => {
    const { mac, ...made } = await kms.generateMac({ keyId: 'alias/codes', message, macAlgorithm: 'HMAC_SHA_256' });
    expect(made).toEqual({ keyId, macAlgorithm: 'HMAC_SHA_256' });
    expect(mac).toHaveLength(32);
    expect(mac.buffer.byteLength).toBe(32);
    expect(await kms.verifyMac({ keyId: 'alias/codes', message, mac })).toEqual({
      keyId,
      macValid: true,
      macAlgorithm: 'HMAC_SHA_256',
    });
  });

  test('a code that is cut, prolonged or of another key or message is not valid', async () => {
    const { keyId: another } = await kms.createKey({ keySpec: 'TEST_MAC' });
    const { mac } = await kms.generateMac({ keyId, message });
    for (const wrong of [
      mac.subarray(0, 0),
      mac.subarray(0, 1),
      mac.subarray(0, 16),
      mac.subarray(0, 31),
      new Uint8Array([...mac, 0]),
      new Uint8Array(32),
      new Uint8Array(1_024),
      (await kms.generateMac({ keyId: another, message })).mac,
      (await kms.generateMac({ keyId, message: randomBytes(14) })).mac,
    ]) {
      expect((await kms.verifyMac({ keyId, message, mac: wrong })).macValid).toBe(false);
    }
  });

  test('are compared in constant time', async () => {
    const { mac } = await kms.generateMac({ keyId, message });
    const compare = spyOnTimingSafeEqual();
    const almost = flipped(mac, 0, 0);
    expect((await kms.verifyMac({ keyId, message, mac: almost })).macValid).toBe(false);
    expect(compare.mock.calls.map(([, given]) => given)).toEqual([almost]);
    // What it says is what the caller hears.
    compare.mockReturnValueOnce(true);
    expect((await kms.verifyMac({ keyId, message, mac: almost })).macValid).toBe(true);
  });

  test('refuse an algorithm that the key does not have, and name the one that it has', async () => {
    const error = await refusal(kms.generateMac({ keyId, message, macAlgorithm: 'HMAC_SHA_512' }));
    expect(error.code).toBe('UnsupportedAlgorithm');
    expect(error.message).toContain('HMAC_SHA_256');
    const mac = new Uint8Array(32);
    expect(await codeOf(kms.verifyMac({ keyId, message, mac, macAlgorithm: 'ED25519' }))).toBe('UnsupportedAlgorithm');
  });

  test('take messages as long as the host configured', async () => {
    expect(await codeOf(kms.generateMac({ keyId, message: randomBytes(4_097) }))).toBe('InputTooLarge');
    await using larger = await openTestVault({ plugins: [testAlgorithms()], limits: { messageBytes: 5_000 } });
    const hers = larger.as({ id: 'user:alice' });
    const { keyId: hersToo } = await hers.createKey({ keySpec: 'TEST_MAC' });
    expect((await hers.generateMac({ keyId: hersToo, message: randomBytes(5_000) })).mac).toHaveLength(32);
  });

  test('tell the policy the algorithm', async () => {
    asked.length = 0;
    const { mac } = await kms.generateMac({ keyId, message });
    await kms.verifyMac({ keyId, message, mac });
    await codeOf(kms.generateMac({ keyId, message, macAlgorithm: 'HMAC_SHA_512' }));
    expect(asked.map(({ action, facts }) => [action, facts])).toEqual([
      ['kms:cmk:generateMac', { algorithm: 'HMAC_SHA_256' }],
      ['kms:cmk:verifyMac', { algorithm: 'HMAC_SHA_256' }],
      ['kms:cmk:generateMac', { algorithm: 'HMAC_SHA_512' }],
    ]);
  });

  test('leave no code, message or signature in the audit log', async () => {
    const events: unknown[] = [];
    const own = await openTestVault({ plugins: [testAlgorithms()], events: events as never });
    const hers = own.as({ id: 'user:alice' });
    const { keyId: hersToo } = await hers.createKey({ keySpec: 'TEST_MAC' });
    const { mac } = await hers.generateMac({ keyId: hersToo, message });
    await hers.verifyMac({ keyId: hersToo, message, mac: new Uint8Array(32) });
    await own.close();
    expect(events).toEqual([
      expect.objectContaining({ operation: 'createKey', phase: 'intent' }),
      expect.objectContaining({ operation: 'createKey', phase: 'outcome', outcome: 'success' }),
      expect.objectContaining({ operation: 'generateMac', keyId: hersToo, outcome: 'success' }),
      expect.objectContaining({ operation: 'verifyMac', keyId: hersToo, outcome: 'success' }),
    ]);
    const text = JSON.stringify(events);
    for (const form of ['hex', 'base64', 'latin1'] as const) {
      expect(text).not.toContain(Buffer.from(mac).toString(form));
      expect(text).not.toContain(message.toString(form));
    }
  });
});
