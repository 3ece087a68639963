import { VaultError } from '@chatelaine/core';
import { afterAll, describe, expect, onTestFinished, test } from 'vitest';
import { LevelKeyStore } from '../src/index.ts';
import { startProcess } from './processes/other-process.ts';
import { TemporaryDirectories } from './level-subject.ts';

const directories = new TemporaryDirectories();
afterAll(() => directories.remove());

async function whyNot(directory: string): Promise<VaultError | undefined> {
  const outcome = await LevelKeyStore.open(directory).then(
    (store) => store.close(),
    (error: unknown) => error,
  );
  return VaultError.is(outcome) ? outcome : undefined;
}

describe('a Level store that is open', () => {
  test('in another process is locked, and is not when that process has gone', { timeout: 30_000 }, async () => {
    const directory = await directories.make();
    const other = startProcess('holding', [directory]);
    onTestFinished(() => other.kill());
    for await (const line of other.lines) {
      expect(line).toBe('open');
      break;
    }
    const refusal = await whyNot(directory);
    expect(refusal?.code).toBe('StoreLocked');
    expect(refusal?.message).toContain(directory);
    expect(refusal?.cause).toBeInstanceOf(Error);
    other.kill();
    await other.exitCode;
    const store = await LevelKeyStore.open(directory);
    expect(await store.get('held')).toMatchObject({ revision: 1 });
    await store.close();
  });

  test('in this process is locked, and stays usable where it is open', async () => {
    const directory = await directories.make();
    const store = await LevelKeyStore.open(directory);
    expect((await whyNot(directory))?.code).toBe('StoreLocked');
    await store.commit([{ path: 'a', expected: 0, value: Buffer.from('a') }]);
    expect(await store.get('a')).toMatchObject({ revision: 1 });
    await store.close();
    expect(await whyNot(directory)).toBeUndefined();
  });
});
