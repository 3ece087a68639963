import { execFileSync } from 'node:child_process';
import type { Workplace } from './command.ts';

/** Runs the openssl command line in the place; it knows nothing of ours. */
export function openssl(place: Workplace, ...argv: readonly string[]): string {
  return execFileSync('openssl', argv, { cwd: place.directory, encoding: 'utf8' });
}
