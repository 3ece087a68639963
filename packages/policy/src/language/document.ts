import type { PolicyDocumentSummary, PolicyRule } from '../policy-set.ts';
import { quote } from '../source/hidden-characters.ts';
import type { TextPosition } from '../source/line-index.ts';
import type { Report } from '../source/report.ts';
import type { SourceNode } from '../source/source-node.ts';
import { readActionSets } from './action-sets.ts';
import { readRule } from './rule.ts';
import { kebabName, type MapForm, readEach, readList, readMembers, readText, type TextForm } from './shape.ts';

/** The version of the language that this package reads. */
const policyVersion = 'chatelaine/v1';

const documentForm: MapForm = { required: ['policy', 'name', 'rules'], optional: ['description', 'owners', 'sets'] };
const versionForm: TextForm = { minimum: 0, maximum: 4_096, description: policyVersion };
const descriptionForm: TextForm = {
  minimum: 1,
  maximum: 2_000,
  description: '1–2,000 characters',
  prose: true,
  lines: true,
};
const ownerForm: TextForm = { minimum: 1, maximum: 128, description: '1–128 characters', prose: true };
const mostOwners = 100;
const mostRules = 100_000;

/** A document that was read, with the place of its name. */
export interface ReadDocument {
  readonly summary: PolicyDocumentSummary;
  readonly namePosition: TextPosition;
  readonly rules: readonly PolicyRule[];
}

/**
 * Gives a document its meaning.
 *
 * @returns `undefined`, or rules that are not to be used, where something was reported
 */
export function readDocument(
  root: SourceNode,
  source: string,
  positionOf: (offset: number) => TextPosition,
  report: Report,
): ReadDocument | undefined {
  const members = readMembers(root, 'a policy document', documentForm, report);
  if (members === undefined) return undefined;
  const value = (name: string): SourceNode | undefined => members.get(name)?.value;

  const version = value('policy');
  const written = version && readText(version, 'policy', versionForm, report);
  if (version !== undefined && written !== undefined && written !== policyVersion) {
    report(version.offset, 'invalid-value', `policy is ${quote(written)}; this version reads ${policyVersion}`);
    return undefined;
  }
  const nameNode = value('name');
  const name = nameNode && readText(nameNode, 'name', kebabName, report);
  const descriptionNode = value('description');
  const description = descriptionNode && readText(descriptionNode, 'description', descriptionForm, report);
  const ownersNode = value('owners');
  const owners = ownersNode === undefined ? [] : readOwners(ownersNode, report);
  const setsNode = value('sets');
  const sets = setsNode === undefined ? new Map<string, never>() : readActionSets(setsNode, report);
  const rulesNode = value('rules');
  const surroundings = { documentName: name ?? '', source, sets, positionOf };
  const rules =
    rulesNode === undefined ? [] : readRules(rulesNode, (item) => readRule(item, surroundings, report), report);
  if (name === undefined || nameNode === undefined) return undefined;
  const summary = { name, source, ...(description !== undefined && { description }), owners };
  return { summary, namePosition: positionOf(nameNode.offset), rules };
}

function readOwners(node: SourceNode, report: Report): readonly string[] {
  const items = readList(node, 'owners', mostOwners, report);
  return readEach(
    items,
    (item) => readText(item, 'an owner', ownerForm, report),
    (owner) => owner,
    report,
  );
}

/** The one list that may be empty: a document without rules says so. */
function readRules(
  node: SourceNode,
  read: (item: SourceNode) => PolicyRule | undefined,
  report: Report,
): readonly PolicyRule[] {
  const items = node.kind === 'list' && node.items.length === 0 ? [] : readList(node, 'rules', mostRules, report);
  const rules = new Map<string, PolicyRule>();
  for (const item of items) {
    const rule = read(item);
    if (rule === undefined) continue;
    const other = rules.get(rule.name);
    if (other !== undefined) {
      report(
        item.offset,
        'duplicate-name',
        `the rule ${quote(rule.name)} exists already, in line ${other.position.line}; give one another id`,
      );
    }
    rules.set(rule.name, rule);
  }
  return [...rules.values()];
}
