import { join } from 'node:path';
import { loadPolicyDocuments, readPolicyFolder } from '@chatelaine/policy';
import {
  aliasesOfAllows,
  aliasPinsFile,
  formatAliasPins,
  type PinChange,
  readAliasPins,
  repin,
} from '@chatelaine/policy/pins';
import { replaceFile } from '../files/replace-file.ts';
import { writeSmallFiles } from '../files/small-files.ts';
import type { Answer } from '../output/answer.ts';
import { counted } from '../output/counted.ts';
import { printable } from '../output/printable.ts';
import type { Invocation } from '../program/invocation.ts';
import { withCaller } from '../vault/with-vault.ts';
import { allPages } from './all-pages.ts';
import { policyFolder, reading } from './policy-folder.ts';

/** `chatelaine policy pin` */
export async function pinPolicy(
  invocation: Invocation,
  named: string | undefined,
  { check = false }: { readonly check?: boolean },
): Promise<Answer> {
  const folder = policyFolder(invocation, named);
  const { before, policies } = reading(folder, () => ({
    policies: loadPolicyDocuments(readPolicyFolder(folder.path)),
    before: readAliasPins(folder.path),
  }));
  const now = await aliasesNow(invocation);
  const { changes, pins, unknown } = repin(aliasesOfAllows(policies), before ?? new Map(), now);
  const file = join(folder.path, aliasPinsFile);
  const isChanged = before === undefined || changes.length > 0;
  if (isChanged && !check) {
    const text = formatAliasPins(pins);
    if (before === undefined) await writeSmallFiles(invocation, [{ name: file, bytes: Buffer.from(text) }], false);
    else await replaceFile(file, text);
  }
  const told = [...changes.map(line), ...unknown.map((alias) => `? ${alias}: this principal sees no key of this name`)];
  const shown = join(folder.prefix, aliasPinsFile);
  const isFailed = check && isChanged;
  const message = `${shown}: ${before === undefined && check ? 'there is no such file yet; ' : ''}${counted(pins.size, 'alias', 'aliases')}, ${sum(changes.length, check)}.`;
  return {
    document: {
      ...(isFailed && { error: { code: 'NotPinned', message } }),
      file: shown,
      pins: Object.fromEntries(pins),
      changes,
      unknown,
    },
    text: [...told, message].map(printable).join('\n'),
    ...(isFailed && { exit: 'failure' as const }),
  };
}

/** Which key each alias leads to, as far as the principal may see it. */
async function aliasesNow(invocation: Invocation): Promise<ReadonlyMap<string, string>> {
  const { entries } = await withCaller(invocation, (operations) =>
    allPages(
      async (page) => {
        const { aliases, nextMarker } = await operations.listAliases(page);
        return { entries: aliases, nextMarker };
      },
      undefined,
      invocation.surroundings.interruption,
    ),
  );
  return new Map(entries.map(({ alias, keyId }) => [alias, keyId]));
}

function sum(changes: number, check: boolean): string {
  if (changes === 0) return 'nothing changed';
  return `${counted(changes, 'change', 'changes')}${check ? ' that nobody has pinned' : ''}`;
}

function line(change: PinChange): string {
  switch (change.kind) {
    case 'new':
      return `+ ${change.alias} → ${change.keyId}`;
    case 'moved':
      return `! ${change.alias} → ${change.keyId}, was ${change.pinned}`;
    case 'unnamed':
      return `- ${change.alias}, was ${change.pinned}: no allow names it any more`;
    case 'missing':
      return `- ${change.alias}, was ${change.pinned}: this principal sees no key of this name`;
  }
}
