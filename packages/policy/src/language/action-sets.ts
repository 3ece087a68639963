import { type Action, actions, keylessActions } from '@chatelaine/core';
import type { Form, Reading } from '../form/form.ts';
import { allOr, list, readItems } from '../form/list.ts';
import { readMap } from '../form/map.ts';
import { suggestion } from '../form/near-name.ts';
import { kebabName, parsedText, readText } from '../form/text.ts';
import { quote } from '../source/hidden-characters.ts';
import type { SourceNode } from '../source/source-node.ts';

/** The set of a document, as its author wrote it. */
export interface ActionSet {
  readonly name: string;
  readonly actions: readonly Action[];
  /** Where its name stands, in UTF-16 units from the start of the document. */
  readonly offset: number;
}

/** An entry of `actions`: an action, or a set of them. */
export interface ActionEntry {
  readonly written: string;
  readonly actions: readonly Action[];
}

const known: ReadonlySet<string> = new Set(actions);
const keyless: ReadonlySet<string> = new Set(keylessActions);
const mostEntries = 1_000;

function refuseAction(text: string, offset: number, { report }: Reading): undefined {
  let advice =
    suggestion(text, actions) || '; the operations and their actions are listed in the documentation of the vault';
  if (text.includes('*'))
    advice = ': wildcards are not part of the language; list the actions, or name them once in a set';
  else if (text.startsWith('kms:vault:'))
    advice = ": what is under kms:vault is the host's alone, and no policy gives or refuses it";
  report(offset, 'unknown-name', `${quote(text)} is no action${advice}`);
}

/** An action, by its whole name. */
const action: Form<Action> = parsedText(
  (text, offset, reading) => {
    if (known.has(text)) return text;
    if (!text.startsWith('@')) return refuseAction(text, offset, reading);
    reading.report(offset, 'unknown-name', `${quote(text)} stands in a set; a set holds actions, not sets`);
    return undefined;
  },
  { enum: actions },
);

const actionList = list({ of: action, noun: 'an action', maximum: mostEntries });

/** The member `sets` of a document. */
export const actionSets: Form<readonly ActionSet[]> = {
  read(node, what, reading) {
    const sets: ActionSet[] = [];
    for (const [name, { keyOffset, value }] of readMap(node, what, reading.report) ?? []) {
      const nameNode = { kind: 'text', value: name, offset: keyOffset, beforeComment: false } as const;
      readText(nameNode, 'the name of a set', kebabName, reading);
      const members = actionList.read(value, `the set ${quote(name)}`, reading) ?? [];
      reading.sets.set(name, members);
      sets.push({ name, actions: members, offset: keyOffset });
    }
    return sets;
  },
  schema: (definitions) => ({
    type: 'object',
    propertyNames: { pattern: kebabName.pattern?.source ?? '' },
    additionalProperties: actionList.schema(definitions),
    minProperties: 1,
  }),
};

const entry: Form<ActionEntry> = parsedText(
  (written, offset, reading) => {
    if (known.has(written)) return { written, actions: [written] };
    if (!written.startsWith('@')) return refuseAction(written, offset, reading);
    const set = reading.sets.get(written.slice(1));
    if (set !== undefined) return { written, actions: set };
    const names = [...reading.sets.keys()].map((name) => `@${name}`);
    reading.report(offset, 'unknown-name', `the document has no set ${quote(written)}${suggestion(written, names)}`);
    return undefined;
  },
  { anyOf: [{ enum: actions }, { type: 'string', pattern: '^@[a-z0-9]+(?:-[a-z0-9]+)*$' }] },
);

/** The member `actions` of a rule, sets not yet expanded; `all` only in a deny. */
export const actionEntries: Form<'all' | readonly ActionEntry[]> = allOr(
  { of: entry, noun: 'an action', maximum: mostEntries, keyOf: ({ written }) => written },
  (word) =>
    known.has(word) ? `[${word}]` : 'a list such as [kms:cmk:encryptData, "@use"], or all, which stands only in a deny',
);

/** All actions that a rule is for, sorted. `all` are those that can concern what the rule is for. */
export function expandActions(entries: 'all' | readonly ActionEntry[], asksOfKey: boolean): readonly Action[] {
  if (entries === 'all') return asksOfKey ? actions.filter((each) => !keyless.has(each)) : actions;
  const expanded = new Set<Action>();
  for (const each of entries) for (const name of each.actions) expanded.add(name);
  return [...expanded].toSorted(byCodeUnits);
}

function byCodeUnits(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/** Reports actions that concern no key, in a rule that asks something of the key. */
export function refuseKeylessActions(entries: readonly ActionEntry[], node: SourceNode, reading: Reading): void {
  const items = readItems(node, 'actions', mostEntries, () => undefined);
  for (const { written, actions: expanded } of entries) {
    const wrong = expanded.filter((each) => keyless.has(each));
    if (wrong.length === 0) continue;
    const through = written.startsWith('@') ? ` (through ${quote(written)})` : '';
    const item = items.find((each) => each.kind === 'text' && each.value === written);
    reading.report(
      item?.offset ?? node.offset,
      'keyless-action',
      `${wrong.join(', ')}${through} concerns no single key, so it can be given only for all keys; ` +
        'move it to a rule of its own that says keys: all',
    );
  }
}
