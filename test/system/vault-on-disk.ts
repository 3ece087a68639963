import { mkdtempSync, rmSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { aes } from '@chatelaine/algorithm-aes';
import { jsonlAudit } from '@chatelaine/audit-jsonl';
import { casl } from '@chatelaine/authorization-casl';
import type { AuditEvent, VaultPlugin } from '@chatelaine/core';
import { generated } from '@chatelaine/material-generated';
import { localRootKey } from '@chatelaine/root-key-local';
import { level } from '@chatelaine/store-level';
import { openVault, type Vault } from '@chatelaine/vault';
import { onTestFinished } from 'vitest';

/** What a test may want to be different. */
export interface VaultOnDisk {
  readonly region?: string;
  readonly rootKey?: string;
  readonly create?: boolean;
  /** Beside those that every vault has. */
  readonly plugins?: readonly VaultPlugin[];
}

/** A folder that is removed when the test is over. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'chatelaine-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Opens a vault of real parts in a folder: Level, a key file, CASL with the bundle in the vault, JSON Lines. */
export function openOnDisk(directory: string, options: VaultOnDisk = {}): Promise<Vault> {
  const { region = 'eu-test-1', rootKey = 'root.key', create = true, plugins = [] } = options;
  return openVault({
    region,
    domainId: 'domain1',
    plugins: [level(), localRootKey(), casl(), jsonlAudit(), aes(), generated(), ...plugins],
    baseDirectory: directory,
    keyStore: { use: 'level', path: 'vault' },
    rootKey: { use: 'key-file', path: rootKey },
    authorizer: { use: 'casl' },
    audit: [{ use: 'jsonl', path: 'audit' }],
    create,
  });
}

/** The audit events of each opening of the vault in a folder, in order. */
export async function auditEvents(directory: string): Promise<readonly (readonly AuditEvent[])[]> {
  const folder = join(directory, 'audit');
  const texts = await Promise.all((await readdir(folder)).map((name) => readFile(join(folder, name), 'utf8')));
  const openings = texts.map((text) =>
    text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as AuditEvent),
  );
  const begin = ([first]: readonly AuditEvent[]): number => Date.parse(first?.time ?? '');
  return openings.toSorted((a, b) => begin(a) - begin(b));
}
