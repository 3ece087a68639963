import { isAliasName, isKeyId } from '@chatelaine/core';
import { invalidPolicy } from '../invalid-policy.ts';
import { type DocumentReader, readDocuments } from '../read-documents.ts';
import { quote } from '../source/hidden-characters.ts';
import type { SourceMember, SourceNode } from '../source/source-node.ts';
import { isJson } from '../source/is-json.ts';

/** Which key each alias that an allow names led to when somebody last looked: a record for reviews, which decides nothing. */
export type AliasPins = ReadonlyMap<string, string>;

/** The name of the file, in the folder of the policies. */
export const aliasPinsFile = 'policy.lock.json';
const version = 'chatelaine/v1';
/** An alias, its id and the signs around them, for more aliases than a set of policies can name. */
export const maximumPinsBytes = 1_048_576;

const what = 'The file of pinned aliases';

const reader: DocumentReader<AliasPins> = {
  read(root, _place, report) {
    const { aliases, lock, others } = membersOf(root);
    for (const [name, { keyOffset }] of others)
      report(keyOffset, 'unknown-member', `there is no member ${quote(name)}`);
    if (lock?.value.kind !== 'text' || lock.value.value !== version) {
      report((lock ?? { keyOffset: 0 }).keyOffset, 'invalid-value', `lock must be ${version}`);
    }
    if (aliases?.value.kind !== 'map') {
      report((aliases ?? { keyOffset: 0 }).keyOffset, 'invalid-value', 'aliases must be an object of aliases and ids');
      return undefined;
    }
    const pins = new Map<string, string>();
    for (const [alias, { keyOffset, value }] of aliases.value.members) {
      if (isAliasName(alias) && value.kind === 'text' && isKeyId(value.value)) pins.set(alias, value.value);
      else report(keyOffset, 'invalid-value', `${quote(alias)} must be an alias with the id of a key`);
    }
    return pins;
  },
};

function membersOf(root: SourceNode): {
  readonly lock?: SourceMember | undefined;
  readonly aliases?: SourceMember | undefined;
  readonly others: readonly (readonly [string, SourceMember])[];
} {
  if (root.kind !== 'map') return { others: [] };
  const { members } = root;
  const others = [...members].filter(([name]) => name !== 'lock' && name !== 'aliases');
  return { lock: members.get('lock'), aliases: members.get('aliases'), others };
}

/** @throws VaultError `InvalidPolicy` for what `formatAliasPins` would not write, but for spaces and order */
export function parseAliasPins(text: string): AliasPins {
  if (!isJson(text)) {
    const problem = { document: aliasPinsFile, line: 1, column: 1, code: 'malformed' } as const;
    throw invalidPolicy([{ ...problem, message: 'it is not well-formed JSON' }], 1, what);
  }
  const read = readDocuments([{ name: aliasPinsFile, text }], reader);
  const [pins] = read.documents;
  if (pins !== undefined && read.problemCount === 0) return pins;
  throw invalidPolicy(read.problems, read.problemCount, what);
}

/** Sorted and one alias a line, so that a review sees what moved. */
export function formatAliasPins(pins: AliasPins): string {
  const aliases = Object.fromEntries([...pins].toSorted(([a], [b]) => (a < b ? -1 : 1)));
  return `${JSON.stringify({ lock: version, aliases }, undefined, 2)}\n`;
}
