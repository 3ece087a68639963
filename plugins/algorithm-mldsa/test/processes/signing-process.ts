import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { AlgorithmProvider } from '@chatelaine/core';
import type { MldsaOptions } from '../../src/index.ts';

/** What the process is asked for; bytes are in hexadecimal. */
export interface SigningRequest {
  readonly options: MldsaOptions;
  readonly seed: string;
  readonly message: string;
  /** To verify with the public key of the seed, by key spec. */
  readonly signatures: Readonly<Record<string, readonly string[]>>;
}

/** What it makes of that with one key spec. */
export interface SigningAnswer {
  readonly keySpec: string;
  readonly provider: AlgorithmProvider;
  readonly publicKey: string;
  readonly signature: string;
  readonly fits: readonly boolean[];
  /** The PKCS #8 of a new pair. */
  readonly pair: string;
}

const run = promisify(execFile);

/** Runs the built plugin in a process of its own, until it ends by itself. */
export async function signInProcess(
  request: SigningRequest,
  node: string = process.execPath,
): Promise<readonly SigningAnswer[]> {
  const running = run(node, [fileURLToPath(new URL('signing-process.mjs', import.meta.url))]);
  running.child.stdin?.end(JSON.stringify(request));
  const { stdout } = await running;
  return JSON.parse(stdout) as readonly SigningAnswer[];
}
