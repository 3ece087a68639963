import { afterEach, describe, expect, test, vi } from 'vitest';
import { alice, documentOf, placeWithKey } from './vault-place.ts';

const hour = 3_600_000;
const day = 24 * hour;

afterEach(() => {
  vi.useRealTimers();
});

/** From now on it is so much later. */
function later(milliseconds: number): void {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + milliseconds });
}

describe('key', () => {
  test('disable and enable change whether a key can be used', async () => {
    const place = await placeWithKey();
    const { keyId } = (await documentOf(place, ['key', 'describe', 'alias/first'])) as { keyId: string };
    expect(await documentOf(place, ['key', 'disable', 'alias/first'])).toEqual({ keyId, state: 'DISABLED' });
    const refused = await place.run(['data-key', 'create', '--key', 'alias/first', ...alice]);
    expect(refused).toMatchObject({ status: 1, output: '' });
    expect(refused.errors).toContain('[KeyDisabled]');
    expect(await place.run(['key', 'enable', 'alias/first', ...alice])).toMatchObject({
      status: 0,
      output: `The key ${keyId} is ENABLED.\n`,
    });
    expect((await place.run(['key', 'enable', 'alias/first', ...alice])).errors).toContain('[KeyNotDisabled]');
  });

  test('update-description replaces the description', async () => {
    const place = await placeWithKey();
    const answer = await documentOf(place, ['key', 'update-description', 'alias/first', 'For payments']);
    expect(answer).toMatchObject({ description: 'For payments' });
    expect(await documentOf(place, ['key', 'describe', 'alias/first'])).toMatchObject({ description: 'For payments' });
  });

  test('schedule-deletion waits as long as it is told, and cancel-deletion calls it off', async () => {
    const place = await placeWithKey();
    const { keyId } = (await documentOf(place, ['key', 'describe', 'alias/first'])) as { keyId: string };
    const scheduled = await documentOf(place, ['key', 'schedule-deletion', 'alias/first', '--pending-days', '7']);
    expect(scheduled).toMatchObject({ keyId, state: 'PENDING_DELETION' });
    const days = (Date.parse(String(scheduled['deletionDate'])) - Date.now()) / day;
    expect(days).toBeGreaterThan(6.9);
    expect(days).toBeLessThanOrEqual(7);
    const described = await place.run(['key', 'describe', keyId, ...alice]);
    expect(described.output).toMatch(new RegExp(`^Deletion date +${String(scheduled['deletionDate'])}$`, 'm'));
    expect((await place.run(['key', 'schedule-deletion', keyId, ...alice])).errors).toContain(
      '[DeletionAlreadyScheduled]',
    );
    expect(await documentOf(place, ['key', 'cancel-deletion', keyId])).toEqual({ keyId, state: 'DISABLED' });
    const told = await place.run(['key', 'schedule-deletion', keyId, ...alice]);
    expect(told.output).toContain(`"chatelaine key cancel-deletion ${keyId}"`);
    expect((await place.run(['key', 'schedule-deletion', keyId, '--pending-days', '6', ...alice])).status).toBe(2);
  });
});

describe('jobs run', () => {
  test('does what is due, and says what waits because of a clock that has jumped', async () => {
    const place = await placeWithKey();
    const { keyId } = (await documentOf(place, ['key', 'describe', 'alias/first'])) as { keyId: string };
    await documentOf(place, ['key', 'schedule-deletion', 'alias/first']);
    expect(await place.run(['jobs', 'run'])).toMatchObject({ status: 0, output: 'Nothing was due.\n', errors: '' });
    later(31 * day);
    expect(await place.run(['key', 'describe', keyId, ...alice])).toMatchObject({ status: 5 });
    const first = await place.run(['jobs', 'run']);
    expect(first).toMatchObject({ status: 0, output: 'Nothing was due.\n' });
    expect(first.errors).toContain('1 key waits for destruction');
    later(hour);
    const second = await place.run(['jobs', 'run']);
    expect(second).toMatchObject({ status: 0, errors: '' });
    expect(second.output).toMatch(new RegExp(`^JOB +KEY ID +DUE +OUTCOME\ndestroyKey +${keyId} +20.*Z +success\n$`));
    expect(JSON.parse((await place.run(['jobs', 'run', '--json'])).output)).toEqual({ jobs: [], waiting: 0 });
    const destroyed = await place.run(['list-destroyed']);
    expect(destroyed.output).toMatch(
      new RegExp(`^KEY ID +SPEC +DESTROYED +MATERIAL\n${keyId} +AES_256 +20.*Z +destroyed\n$`),
    );
    expect((await place.run(['barrier', 'rotate'])).output).toMatch(
      /^Made a new barrier key and sealed \d+ records again/,
    );
    expect((await place.run(['list-destroyed'])).output).toMatch(/ erased\n$/);
    expect((await place.run(['doctor'])).status).toBe(0);
    expect(await place.run(['doctor'])).toMatchObject({ status: 0 });
  });
});
