import { type Action, actions, keylessActions } from '@chatelaine/core';
import { quote } from '../source/hidden-characters.ts';
import type { Report } from '../source/report.ts';
import type { SourceNode } from '../source/source-node.ts';
import { suggestion } from './near-name.ts';
import { kebabName, readEach, readList, readMap, readText } from './shape.ts';

/** The sets of a document: name to actions. */
export type ActionSets = ReadonlyMap<string, readonly Action[]>;

const known: ReadonlySet<string> = new Set(actions);
const keyless: ReadonlySet<string> = new Set(keylessActions);
const mostEntries = 1_000;
const anyText = { minimum: 0, maximum: 4_096, description: 'text' };

function refuseAction(text: string, offset: number, report: Report): void {
  let advice =
    suggestion(text, actions) || '; the operations and their actions are listed in the documentation of the vault';
  if (text.includes('*'))
    advice = ': wildcards are not part of the language; list the actions, or name them once in a set';
  else if (text.startsWith('kms:vault:'))
    advice = ": what is under kms:vault is the host's alone, and no policy gives or refuses it";
  report(offset, 'unknown-name', `${quote(text)} is no action${advice}`);
}

function readAction(node: SourceNode, report: Report): Action | undefined {
  const text = readText(node, 'an action', anyText, report);
  if (text === undefined || known.has(text)) return text;
  if (text.startsWith('@'))
    report(node.offset, 'unknown-name', `${quote(text)} stands in a set; a set holds actions, not sets`);
  else refuseAction(text, node.offset, report);
  return undefined;
}

/** The member `sets` of a document. */
export function readActionSets(node: SourceNode, report: Report): ActionSets {
  const sets = new Map<string, readonly Action[]>();
  for (const [name, { keyOffset, value }] of readMap(node, 'sets', report) ?? []) {
    const nameNode = { kind: 'text', value: name, offset: keyOffset, beforeComment: false } as const;
    readText(nameNode, 'the name of a set', kebabName, report);
    const items = readList(value, `the set ${quote(name)}`, mostEntries, report);
    sets.set(
      name,
      readEach(
        items,
        (item) => readAction(item, report),
        (action) => action,
        report,
      ),
    );
  }
  return sets;
}

interface Entry {
  readonly written: string;
  readonly offset: number;
  readonly actions: readonly Action[];
}

function readEntry(node: SourceNode, sets: ActionSets, report: Report): Entry | undefined {
  const written = readText(node, 'an action', anyText, report);
  if (written === undefined) return undefined;
  if (known.has(written)) return { written, offset: node.offset, actions: [written] };
  if (!written.startsWith('@')) {
    refuseAction(written, node.offset, report);
    return undefined;
  }
  const set = sets.get(written.slice(1));
  if (set === undefined) {
    const names = [...sets.keys()].map((name) => `@${name}`);
    report(node.offset, 'unknown-name', `the document has no set ${quote(written)}${suggestion(written, names)}`);
    return undefined;
  }
  return { written, offset: node.offset, actions: set };
}

/**
 * The member `actions` of a rule, sets expanded, sorted.
 *
 * @param forAllKeys whether the rule is for all keys; only then may it name actions that concern no key
 */
export function readActions(
  node: SourceNode,
  sets: ActionSets,
  forAllKeys: boolean,
  report: Report,
): readonly Action[] {
  const items = readList(node, 'actions', mostEntries, report);
  const entries = readEach(
    items,
    (item) => readEntry(item, sets, report),
    (entry) => entry.written,
    report,
  );
  for (const { written, offset, actions: expanded } of forAllKeys ? [] : entries) {
    const wrong = expanded.filter((action) => keyless.has(action));
    if (wrong.length === 0) continue;
    const through = written.startsWith('@') ? ` (through ${quote(written)})` : '';
    report(
      offset,
      'keyless-action',
      `${wrong.join(', ')}${through} concerns no single key, so it can be given only for all keys; ` +
        'move it to a rule of its own that says keys: all',
    );
  }
  return [...new Set(entries.flatMap((entry) => entry.actions))].toSorted();
}
