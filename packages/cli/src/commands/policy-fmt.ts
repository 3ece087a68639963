import { realpathSync } from 'node:fs';
import { join } from 'node:path';
import { readPolicyFolder } from '@chatelaine/policy';
import { formatPolicyDocument, formatPolicyTests } from '@chatelaine/policy/formatting';
import { readPolicyTestFolder } from '@chatelaine/policy/testing';
import { replaceFile } from '../files/replace-file.ts';
import type { Answer } from '../output/answer.ts';
import { counted } from '../output/counted.ts';
import { printable } from '../output/printable.ts';
import type { Invocation } from '../program/invocation.ts';
import { policyFolder, reading } from './policy-folder.ts';

/** `chatelaine policy fmt`. Needs no vault and no configuration. */
export async function formatPolicies(
  invocation: Invocation,
  named: string | undefined,
  { check = false }: { readonly check?: boolean },
): Promise<Answer> {
  const folder = policyFolder(invocation, named);
  const files = reading(folder, () => [
    ...readPolicyFolder(folder.path).map((document) => ({ ...document, written: formatPolicyDocument(document) })),
    ...readPolicyTestFolder(folder.path).map((document) => ({ ...document, written: formatPolicyTests(document) })),
  ]);
  const changed = files.filter(({ text, written }) => text !== written);
  // All are read before one is written: an invalid file changes nothing.
  if (!check)
    for (const { name, written } of changed) await replaceFile(realpathSync(join(folder.path, name)), written);
  const names = changed.map(({ name }) => join(folder.prefix, name));
  const isFailed = check && changed.length > 0;
  const sum = `${counted(files.length, 'file', 'files')}, ${changed.length} ${check ? 'to be formatted' : 'formatted'}.`;
  return {
    document: {
      ...(isFailed && { error: { code: 'NotFormatted', message: `${folder.named}: ${sum}` } }),
      folder: folder.named,
      files: files.length,
      changed: names,
    },
    text: [...names.map(printable), sum].join('\n'),
    ...(isFailed && { exit: 'failure' as const }),
  };
}
