import type { PolicyActionSet, PolicyDocumentSummary, PolicyPlace, PolicyPosition, PolicyRule } from '../policy-set.ts';
import { quote } from '../source/hidden-characters.ts';
import type { Report } from '../source/report.ts';
import type { SourceNode } from '../source/source-node.ts';
import { expandActions } from './action-sets.ts';
import { document, newReading, type PlacedRule, type WrittenDocument } from './document.ts';
import { bareObject } from '../without-prototype.ts';
import { deepFreeze } from '../deep-freeze.ts';
import { placesOf } from './places.ts';
import { asksOfKey } from './rule.ts';

const none: readonly never[] = Object.freeze([]);
const nowhere = Object.freeze({});

/** A document that was read, with the place of its name. */
export interface ReadDocument {
  readonly summary: PolicyDocumentSummary;
  readonly namePosition: PolicyPlace;
  readonly rules: readonly PolicyRule[];
}

/** Where a document comes from. */
export interface DocumentSource {
  /** The name of the file. */
  readonly name: string;
  readonly positionOf: (offset: number) => PolicyPlace;
  /** Whether the parts of rules have places of their own. */
  readonly hasPlaces: boolean;
}

/**
 * Gives a document its meaning.
 *
 * @returns `undefined`, or rules that are not to be used, where something was reported
 */
export function readDocument(root: SourceNode, source: DocumentSource, report: Report): ReadDocument | undefined {
  const written = document.read(root, 'a policy document', newReading(report));
  if (written === undefined || root.kind !== 'map') return undefined;
  const { name, description, owners = [] } = written;
  const summary = {
    name,
    source: source.name,
    ...(description !== undefined && { description }),
    owners,
    sets: summarizeSets(written, source),
  };
  const nameOffset = root.members.get('name')?.value.offset ?? root.offset;
  return { summary, namePosition: source.positionOf(nameOffset), rules: readRules(written, source, report) };
}

function summarizeSets({ sets = [], rules }: WrittenDocument, source: DocumentSource): readonly PolicyActionSet[] {
  if (sets.length === 0) return none;
  const used = new Set(
    rules.flatMap(({ rule }) => (rule.actions === 'all' ? [] : rule.actions.map((entry) => entry.written))),
  );
  return sets.map(({ name, actions, offset }) => ({
    name,
    actions,
    isUsed: used.has(`@${name}`),
    position: { document: source.name, ...source.positionOf(offset) },
  }));
}

function readRules(written: WrittenDocument, source: DocumentSource, report: Report): readonly PolicyRule[] {
  const rules = new Map<string, PolicyRule>();
  const start = Object.freeze({ document: source.name, ...source.positionOf(0) });
  for (const placed of written.rules) {
    const rule = expandRule(placed, written.name, source, start);
    const other = rules.get(rule.name);
    if (other !== undefined) {
      report(
        placed.node.offset,
        'duplicate-name',
        `the rule ${quote(rule.name)} exists already, in line ${other.position.line}; give one another id`,
      );
    }
    rules.set(rule.name, rule);
  }
  return [...rules.values()];
}

function expandRule(
  { rule, node }: PlacedRule,
  documentName: string,
  source: DocumentSource,
  start: PolicyPosition,
): PolicyRule {
  const { id, actions, except = none, labels = none, ...members } = rule;
  return deepFreeze(
    Object.assign(bareObject<PolicyRule>(), members, {
      name: `${documentName}/${id}`,
      except,
      actions: expandActions(actions, asksOfKey(rule)),
      labels,
      position: source.hasPlaces ? { document: source.name, ...source.positionOf(node.offset) } : start,
      places: source.hasPlaces ? placesOf(node, source.positionOf) : nowhere,
    }),
  );
}
