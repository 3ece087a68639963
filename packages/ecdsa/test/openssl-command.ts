import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Runs the command `openssl` in a directory that has `files`; its standard output, or `undefined` if it failed. */
export function openssl(
  args: readonly string[],
  files: Readonly<Record<string, Uint8Array>> = {},
): Uint8Array | undefined {
  const directory = mkdtempSync(join(tmpdir(), 'chatelaine-ecdsa-'));
  try {
    for (const [name, content] of Object.entries(files)) writeFileSync(join(directory, name), content);
    const { status, stdout, error } = spawnSync('openssl', args, { cwd: directory });
    if (error !== undefined) throw error;
    return status === 0 ? new Uint8Array(stdout) : undefined;
  } finally {
    rmSync(directory, { recursive: true });
  }
}

/** The same, where success is expected. */
export function opensslOutput(args: readonly string[], files: Readonly<Record<string, Uint8Array>> = {}): Uint8Array {
  const output = openssl(args, files);
  if (output === undefined) throw new Error(`openssl ${args.join(' ')} failed`);
  return output;
}
