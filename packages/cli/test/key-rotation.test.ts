import { afterEach, describe, expect, test, vi } from 'vitest';
import { alice, documentOf, placeWithKey } from './vault-place.ts';

const day = 86_400_000;

afterEach(() => {
  vi.useRealTimers();
});

/** From now on it is so much later. */
function later(milliseconds: number): void {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + milliseconds });
}

async function keyIdOf(place: Awaited<ReturnType<typeof placeWithKey>>): Promise<string> {
  return String((await documentOf(place, ['key', 'describe', 'alias/first']))['keyId']);
}

describe('key rotation', () => {
  test('enable, interval, status and disable say how a key rotates by itself', async () => {
    const place = await placeWithKey();
    const keyId = await keyIdOf(place);
    const enabled = await documentOf(place, ['key', 'rotation', 'enable', 'alias/first', '--interval', '90']);
    expect(enabled).toMatchObject({ keyId, rotationInterval: 90 });
    const again = await place.run(['key', 'rotation', 'enable', 'alias/first', ...alice]);
    expect(again).toMatchObject({ status: 1 });
    expect(again.errors).toContain('[RotationAlreadyEnabled]');
    const told = await place.run(['key', 'rotation', 'interval', 'alias/first', '30', ...alice]);
    expect(told.output).toMatch(new RegExp(`^The key ${keyId} rotates every 30 days, next at 20.*Z\\.\n$`));
    const status = await place.run(['key', 'rotation', 'status', 'alias/first', ...alice]);
    expect(status.output).toMatch(/^Rotation +every 30 days \(0 rotations so far\)$/m);
    expect(status.output).toMatch(/^VERSION +STATE +CREATED\n0\.1 +CURRENT +20.*Z$/m);
    expect(await place.run(['key', 'rotation', 'disable', 'alias/first', ...alice])).toMatchObject({
      status: 0,
      output: `The key ${keyId} does not rotate by itself any more.\n`,
    });
    expect(await documentOf(place, ['key', 'rotation', 'status', 'alias/first'])).toMatchObject({ enabled: false });
    const { status: refused } = await place.run(['key', 'rotation', 'interval', 'alias/first', '29', ...alice]);
    expect(refused).toBe(2);
  });

  test('is done by jobs run when it is due', async () => {
    const place = await placeWithKey();
    const keyId = await keyIdOf(place);
    await documentOf(place, ['key', 'rotation', 'enable', 'alias/first', '--interval', '30']);
    later(31 * day);
    const { errors, output, status } = await place.run(['jobs', 'run']);
    expect({ errors, status }).toEqual({ errors: '', status: 0 });
    expect(output).toMatch(new RegExp(`^rotateDueKey +${keyId} +20.*Z +success$`, 'm'));
    expect(await documentOf(place, ['key', 'describe', keyId])).toMatchObject({ currentVersion: '0.2' });
  });
});

describe('key', () => {
  test('rotate and update-minimum-version say what is encrypted and decrypted with', async () => {
    const place = await placeWithKey();
    const keyId = await keyIdOf(place);
    const { ciphertext } = await documentOf(place, ['data-key', 'create', '--key', keyId]);
    expect(await place.run(['key', 'rotate', keyId, ...alice])).toMatchObject({
      status: 0,
      output: `The key ${keyId} encrypts with version 0.2 now.\n`,
    });
    const input = String(ciphertext);
    expect(await place.run(['data-key', 'decrypt', '-', ...alice], { input })).toMatchObject({ status: 0 });
    const raised = ['key', 'update-minimum-version', keyId, '0.2'];
    expect(await documentOf(place, raised)).toEqual({ keyId, minimumVersion: '0.2' });
    const refused = await place.run(['data-key', 'decrypt', '-', ...alice], { input });
    expect(refused).toMatchObject({ status: 6 });
    expect(refused.errors).toContain('[KeyVersionBelowMinimum]');
    const described = await place.run(['key', 'describe', keyId, ...alice]);
    expect(described.output).toMatch(/^Minimum version +0\.2$/m);
    expect(described.output).toMatch(/^Rotation +not by itself \(1 rotation so far\)$/m);
    const unknown = await place.run(['key', 'update-minimum-version', keyId, '0.3', ...alice]);
    expect(unknown.errors).toContain('[KeyVersionNotFound]');
  });
});
