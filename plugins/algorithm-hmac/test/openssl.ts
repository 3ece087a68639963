import { spawnSync } from 'node:child_process';

/** Runs `openssl` on `input` and gives what it writes. */
export function openssl(args: readonly string[], input: Uint8Array): Buffer {
  const { error, status, stdout, stderr } = spawnSync('openssl', args, { input });
  if (error !== undefined || status !== 0)
    throw new Error(`openssl ${args.join(' ')}: ${stderr.toString()}`, { cause: error });
  return stdout;
}

/** False, and one line that says so, where the command is not installed. */
export function opensslIsThere(): boolean {
  const there = spawnSync('openssl', ['version']).status === 0;
  if (!there) process.stdout.write('What needs the command openssl is left out: it is not installed.\n');
  return there;
}
