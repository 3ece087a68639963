import { resolve } from 'node:path';
import { buildPolicyBundle, formatPolicyBundle, readPolicyFolder, signPolicyBundle } from '@chatelaine/policy';
import { CommandError } from '../errors/command-error.ts';
import { readSmallInput } from '../files/input.ts';
import { refuseExisting } from '../files/output-file.ts';
import { writeSmallFiles } from '../files/small-files.ts';
import type { Answer } from '../output/answer.ts';
import { counted } from '../output/counted.ts';
import { printable } from '../output/printable.ts';
import type { Invocation } from '../program/invocation.ts';
import { policyFolder, reading } from './policy-folder.ts';

export interface PolicyBuildOptions {
  readonly out: string;
  readonly bundleVersion: number;
  readonly sign?: readonly string[];
  readonly force?: boolean;
}

/** `chatelaine policy build`. Needs no vault and no configuration. */
export async function buildPolicy(
  invocation: Invocation,
  named: string | undefined,
  { bundleVersion, force = false, out, sign = [] }: PolicyBuildOptions,
): Promise<Answer> {
  const { surroundings } = invocation;
  const folder = policyFolder(invocation, named);
  const path = resolve(surroundings.workingDirectory, out);
  if (sign.some((name) => resolve(surroundings.workingDirectory, name) === path)) {
    throw new CommandError('UsageError', `--out would replace the signing key ${out}; name another file.`);
  }
  await refuseExisting(surroundings, out, force);
  let bundle = reading(folder, () => buildPolicyBundle(readPolicyFolder(folder.path), bundleVersion));
  for (const name of sign) {
    bundle = signPolicyBundle(bundle, Buffer.from(await readSmallInput(surroundings, name)).toString('utf8'));
  }
  await writeSmallFiles(invocation, [{ name: out, bytes: Buffer.from(formatPolicyBundle(bundle)) }], force);
  const { documents, hash, signatures, version } = bundle;
  const document = {
    file: out,
    version,
    hash,
    documents: documents.map(({ name }) => name),
    signatures: signatures.length,
  };
  const signed = signatures.length === 0 ? 'not signed' : counted(signatures.length, 'signature', 'signatures');
  const holds = counted(documents.length, 'policy document', 'policy documents');
  return { document, text: `${printable(out)}: version ${version} of ${holds}, ${signed}.\nhash ${hash}` };
}
