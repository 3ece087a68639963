import type { Form, Reading } from '../form/form.ts';
import { list } from '../form/list.ts';
import { map, type Members, optional, required } from '../form/map.ts';
import { kebabName, text, type TextForm } from '../form/text.ts';
import { wrongKind } from '../form/wrong-kind.ts';
import type { SourceNode } from '../source/source-node.ts';
import { type ActionSet, actionSets } from './action-sets.ts';
import { rule, type WrittenRule } from './rule.ts';
import { policyVersion, type PolicyVersion, versionOf } from './version.ts';

/** A rule and where it stands. */
export interface PlacedRule {
  readonly rule: WrittenRule;
  readonly node: SourceNode;
}

/** A document as it stands in its file. */
export interface WrittenDocument {
  readonly policy: PolicyVersion;
  readonly name: string;
  readonly description?: string;
  readonly owners?: readonly string[];
  readonly sets?: readonly ActionSet[];
  readonly rules: readonly PlacedRule[];
}

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

/** The one list that may be empty: a document without rules says so. */
const rules: Form<readonly PlacedRule[]> = {
  read(node, what, reading) {
    if (node.kind !== 'list') {
      wrongKind(node, what, 'a list', reading.report);
      return undefined;
    }
    if (node.items.length > mostRules) {
      reading.report(
        node.offset,
        'invalid-value',
        `${what} has ${node.items.length} entries; the most is ${mostRules}`,
      );
      return undefined;
    }
    return node.items.flatMap((item) => {
      const read = rule.read(item, 'a rule', reading);
      return read === undefined ? [] : [{ rule: read, node: item }];
    });
  },
  schema: (definitions) => ({ type: 'array', items: rule.schema(definitions), maxItems: mostRules }),
};

const members: Members<WrittenDocument> = {
  policy: required(versionOf('policy'), 'The version of the language.'),
  name: required(text(kebabName), 'Kebab case; unique among all documents of a bundle.'),
  description: optional(text(descriptionForm), 'What the document is for.'),
  owners: optional(list({ of: text(ownerForm), noun: 'an owner', maximum: mostOwners }), 'Who answers for it.'),
  sets: optional(actionSets, 'Lists of actions with a name, for use in this document as "@name".'),
  rules: required(rules, 'The rules; their order has no meaning. The list may be empty.'),
};

const whole: Form<WrittenDocument> = map<WrittenDocument>({ noun: 'a policy document', members });

/** A policy document. Of another version nothing but that is reported. */
export const document: Form<WrittenDocument> = {
  read(node, what, reading) {
    const version = node.kind === 'map' ? node.members.get('policy')?.value : undefined;
    if (version?.kind === 'text' && version.value !== policyVersion) {
      members.policy.form.read(version, 'policy', reading);
      return undefined;
    }
    return whole.read(node, what, reading);
  },
  schema: (definitions) => whole.schema(definitions),
};

/** For forms: a document that is read for the first time. */
export function newReading(report: Reading['report']): Reading {
  return { report, sets: new Map() };
}
