import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** A process of this folder. */
export interface OtherProcess {
  /** What it writes, line by line, until it ends. */
  readonly lines: AsyncIterable<string>;
  /** Ends it with SIGKILL, at once. */
  readonly kill: () => void;
  /** Its exit code; null if a signal ended it. */
  readonly exitCode: Promise<number | null>;
}

/** @param before commands of a shell that shape the process, such as `ulimit -f 2048` */
export function startProcess(
  name: 'filling' | 'holding' | 'writing',
  parameters: readonly string[],
  before = ':',
): OtherProcess {
  const script = fileURLToPath(new URL(`${name}-process.mjs`, import.meta.url));
  const command = [process.execPath, script, ...parameters];
  const child = spawn('sh', ['-c', `${before}; exec "$@"`, 'sh', ...command], { stdio: ['ignore', 'pipe', 'inherit'] });
  return {
    lines: createInterface({ input: child.stdout }),
    kill: () => void child.kill('SIGKILL'),
    exitCode: once(child, 'exit').then(([code]: readonly unknown[]) => (typeof code === 'number' ? code : null)),
  };
}
