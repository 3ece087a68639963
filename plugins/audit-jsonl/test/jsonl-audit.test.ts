import { chmodSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AuditSink, Factory, OptionsResult, PluginHost } from '@chatelaine/core';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { jsonlAudit } from '../src/index.ts';
import { eventsOf, filesOf, scratchDirectory } from './audit-files.ts';
import { events } from './events.ts';

let scratch: ReturnType<typeof scratchDirectory>;
beforeEach(() => {
  scratch = scratchDirectory();
});
afterEach(() => {
  scratch.remove();
});

type AnyFactory = Factory<unknown, AuditSink>;

async function factory(): Promise<AnyFactory> {
  const registered = new Map<string, AnyFactory>();
  const host = { auditSink: (name: string, each: AnyFactory) => registered.set(name, each) };
  await jsonlAudit().setup(host as unknown as PluginHost);
  const [entry, ...others] = registered;
  if (entry?.[0] !== 'jsonl' || others.length > 0) throw new Error('it registers jsonl and nothing else');
  return entry[1];
}

const validate = async (options: unknown): Promise<OptionsResult<unknown>> =>
  (await factory()).options['~standard'].validate(options);

async function open(path: string): Promise<AuditSink> {
  const context = { region: 'eu', domainId: 'd1', baseDirectory: scratch.path };
  return (await factory()).open({ path }, context);
}

describe('the plugin', () => {
  test('writes events to a folder below the base directory', async () => {
    const sink = await open('./audit');
    await sink.write(events(1, 3));
    await sink.sync();
    await sink.close();
    expect(eventsOf(join(scratch.path, 'audit'))).toEqual(events(1, 3));
  });

  test('makes the folder, and those above it, for the user alone', async () => {
    await (await open('./logs/vault/audit')).close();
    for (const path of ['logs', 'logs/vault', 'logs/vault/audit']) {
      expect(statSync(join(scratch.path, path)).mode & 0o7777).toBe(0o700);
    }
  });

  test('takes a folder that exists as it is', async () => {
    const folder = join(scratch.path, 'audit');
    mkdirSync(folder);
    chmodSync(folder, 0o750);
    const sink = await open(folder);
    await sink.write(events(1, 1));
    await sink.close();
    expect(statSync(folder).mode & 0o7777).toBe(0o750);
  });

  test('writes another file at each opening', async () => {
    for (const opening of [1, 2, 3]) {
      const sink = await open('./audit');
      await sink.write(events(opening, opening));
      await sink.close();
    }
    expect(filesOf(join(scratch.path, 'audit'))).toHaveLength(3);
  });

  test('says at once if the folder can not be used', async () => {
    writeFileSync(join(scratch.path, 'audit'), '');
    await expect(open('./audit')).rejects.toMatchObject({ code: 'AuditUnavailable', cause: { code: 'EEXIST' } });
    await expect(open('./audit/deeper')).rejects.toMatchObject({
      code: 'AuditUnavailable',
      cause: { code: 'ENOTDIR' },
    });
  });

  test.each([[{}], [{ path: '' }], [{ path: 1 }], [{ path: './audit', rotate: true }], [null], ['./audit']])(
    'has closed options: %j is refused',
    async (options) => {
      expect((await validate(options)).issues).toHaveLength(1);
    },
  );
});
