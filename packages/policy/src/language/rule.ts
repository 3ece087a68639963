import type { PolicyRule } from '../policy-set.ts';
import { quote } from '../source/hidden-characters.ts';
import type { TextPosition } from '../source/line-index.ts';
import type { Report } from '../source/report.ts';
import type { SourceNode } from '../source/source-node.ts';
import { type ActionSets, readActions } from './action-sets.ts';
import { readKeys } from './key-selectors.ts';
import { suggestion } from './near-name.ts';
import { readPrincipals, readWho } from './principals.ts';
import { kebabName, type MapForm, readEach, readList, readMembers, readText, type TextForm } from './shape.ts';

/** What a rule is read in. */
export interface RuleSurroundings {
  /** The name that the document gives itself. */
  readonly documentName: string;
  /** The name of the file. */
  readonly source: string;
  readonly sets: ActionSets;
  readonly positionOf: (offset: number) => TextPosition;
}

const noConditions =
  'chatelaine/v1 has no conditions yet, and a rule that drops one would hold always; remove the member or the rule';
const ruleForm: MapForm = {
  required: ['id', 'effect', 'who', 'actions', 'keys', 'reason'],
  optional: ['except', 'ticket', 'labels'],
  refused: new Map(['when', 'unless', 'from', 'until', 'condition', 'conditions'].map((name) => [name, noConditions])),
};
const effects = ['allow', 'deny'] as const;
const effectForm: TextForm = { minimum: 0, maximum: 4_096, description: 'allow or deny' };
const reasonForm: TextForm = {
  minimum: 8,
  maximum: 300,
  description: '8–300 characters that tell people why',
  prose: true,
};
const ticketForm: TextForm = { minimum: 1, maximum: 128, description: '1–128 characters', prose: true };
const mostLabels = 32;

function readEffect(node: SourceNode, report: Report): PolicyRule['effect'] | undefined {
  const text = readText(node, 'effect', effectForm, report);
  const effect = effects.find((each) => each === text);
  if (text !== undefined && effect === undefined) {
    report(node.offset, 'invalid-value', `effect is ${quote(text)}; it is allow or deny${suggestion(text, effects)}`);
  }
  return effect;
}

/** One entry of `rules`. `undefined` only where something was reported. */
export function readRule(node: SourceNode, surroundings: RuleSurroundings, report: Report): PolicyRule | undefined {
  const members = readMembers(node, 'a rule', ruleForm, report);
  if (members === undefined) return undefined;
  const value = (name: string): SourceNode | undefined => members.get(name)?.value;
  const read = <Result>(name: string, reader: (member: SourceNode) => Result): Result | undefined => {
    const member = value(name);
    return member === undefined ? undefined : reader(member);
  };

  const id = read('id', (member) => readText(member, 'id', kebabName, report));
  const effect = read('effect', (member) => readEffect(member, report));
  const who = read('who', (member) => readWho(member, report));
  const except = read('except', (member) => readPrincipals(member, 'except', report)) ?? [];
  const keys = read('keys', (member) => readKeys(member, report));
  const forAllKeys = keys === 'all' || keys === undefined;
  const actions = read('actions', (member) => readActions(member, surroundings.sets, forAllKeys, report));
  const reason = read('reason', (member) => readText(member, 'reason', reasonForm, report));
  const ticket = read('ticket', (member) => readText(member, 'ticket', ticketForm, report));
  const labels = read('labels', (member) => readLabels(member, report)) ?? [];

  const exceptAt = members.get('except')?.keyOffset;
  if (exceptAt !== undefined && effect === 'allow') {
    report(exceptAt, 'invalid-value', 'except stands only in a deny; write the exception as a deny rule of its own');
  }
  if (id === undefined || effect === undefined || who === undefined || actions === undefined) return undefined;
  if (keys === undefined || reason === undefined) return undefined;
  return {
    name: `${surroundings.documentName}/${id}`,
    effect,
    who,
    except,
    actions,
    keys,
    reason,
    ...(ticket !== undefined && { ticket }),
    labels,
    position: { document: surroundings.source, ...surroundings.positionOf(node.offset) },
  };
}

function readLabels(node: SourceNode, report: Report): readonly string[] {
  const items = readList(node, 'labels', mostLabels, report);
  return readEach(
    items,
    (item) => readText(item, 'a label', kebabName, report),
    (label) => label,
    report,
  );
}
