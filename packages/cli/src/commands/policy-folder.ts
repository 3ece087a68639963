import { dirname, join, relative, resolve } from 'node:path';
import { configurationFile } from '../configuration/configuration-file.ts';
import type { Invocation } from '../program/invocation.ts';

/** A folder of policies that a command is about. */
export interface PolicyFolder {
  /** As it was named. */
  readonly named: string;
  readonly path: string;
  /** From the working directory, so that an editor can jump to what lies below it. */
  readonly prefix: string;
}

/** @param named absent: `policies` beside the configuration, which need not be there */
export function policyFolder(invocation: Invocation, named: string | undefined): PolicyFolder {
  const folder = named ?? join(dirname(configurationFile(invocation)), 'policies');
  const { workingDirectory } = invocation.surroundings;
  const path = resolve(workingDirectory, folder);
  return { named: folder, path, prefix: relative(workingDirectory, path) };
}
