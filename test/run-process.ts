import { execFile } from 'node:child_process';

/** How a process ended. */
export interface Ended {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Where a process runs, and what differs in its environment. */
export interface Surroundings {
  readonly cwd: string;
  readonly environment?: Readonly<Record<string, string>>;
}

/** Runs a program to its end. Rejects only if it does not start or is killed. */
export function runProcess(
  program: string,
  parameters: readonly string[],
  { cwd, environment = {} }: Surroundings,
): Promise<Ended> {
  const env = { ...process.env, NO_COLOR: '1', ...environment };
  return new Promise((resolve, reject) => {
    execFile(program, parameters, { cwd, env }, (error, stdout, stderr) => {
      const status = error === null ? 0 : error.code;
      if (typeof status === 'number') resolve({ status, stdout, stderr });
      else reject(error ?? new Error('The process did not end.'));
    });
  });
}

/** Runs Node.js with a script, as the user of a built repository does. */
export function runNode(parameters: readonly string[], surroundings: Surroundings): Promise<Ended> {
  return runProcess(process.execPath, parameters, surroundings);
}
