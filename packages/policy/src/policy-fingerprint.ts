import { type BigIntStats, statSync } from 'node:fs';
import { VaultError } from '@chatelaine/core';
import { listPolicyFolder } from './read-policy-folder.ts';

/**
 * Tells whether what `readPolicies` would read has changed, without reading it: two fingerprints of a path are different if a
 * file was written, added, removed, renamed, or replaced through a link in between. Times of change are used, which no program can set.
 *
 * @throws VaultError `InvalidArgument`, `InvalidPolicy` for a path that can't be read.
 */
export function policyFingerprint(path: string): string {
  const status = statusOf(path);
  if (!status.isDirectory()) return lineOf(path, status);
  const { root, files } = listPolicyFolder(path);
  return [root, ...files.map((file) => lineOf(file, statusOf(file)))].join('\n');
}

function lineOf(path: string, { dev, ino, size, ctimeNs, mtimeNs }: BigIntStats): string {
  return JSON.stringify([path, `${dev} ${ino} ${size} ${ctimeNs} ${mtimeNs}`]);
}

function statusOf(path: string): BigIntStats {
  try {
    return statSync(path, { bigint: true });
  } catch (cause) {
    throw new VaultError('InvalidArgument', `The policies at ${path} can't be read.`, { cause });
  }
}
