import { dirname, join, relative, resolve } from 'node:path';
import { withDocumentsNamed } from '@chatelaine/policy';
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
  return policyPlace(invocation, named ?? join(dirname(configurationFile(invocation)), 'policies'));
}

/** A folder of policies, or the file of a bundle. */
export function policyPlace({ surroundings: { workingDirectory } }: Invocation, named: string): PolicyFolder {
  const path = resolve(workingDirectory, named);
  return { named, path, prefix: relative(workingDirectory, path) };
}

/** Runs what reads a folder of policies; what is wrong in them is told by paths from the working directory, as everything else is. */
export function reading<Result>({ prefix }: Pick<PolicyFolder, 'prefix'>, read: () => Result): Result {
  try {
    return read();
  } catch (error) {
    throw withDocumentsNamed(error, (document) => join(prefix, document));
  }
}
