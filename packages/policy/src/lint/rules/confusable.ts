import type { PolicyPosition, PolicyRule } from '../../policy-set.ts';
import { selectorWords } from '../../evaluation/rule-words.ts';
import { type Discovery, type LintRule, placeOf } from '../lint-rule.ts';
import { skeleton } from '../skeleton.ts';

interface Use {
  readonly kind: 'alias' | 'principal' | 'document';
  readonly name: string;
  readonly position: PolicyPosition;
  readonly rule?: PolicyRule;
}

export const confusable: LintRule = {
  code: 'P601',
  level: 'warning',
  title: 'Two names that look alike',
  find: ({ policies: { rules, documents } }) => {
    const named = documents.map(({ name, source }): Use => ({
      kind: 'document',
      name,
      position: rules.find(({ position }) => position.document === source)?.position ?? {
        document: source,
        line: 1,
        column: 1,
      },
    }));
    return [...named, ...rules.flatMap(usesOf)].toSorted(byPlace).flatMap(lookalikes());
  },
};

function byPlace({ position: a }: Use, { position: b }: Use): number {
  if (a.document !== b.document) return a.document < b.document ? -1 : 1;
  return a.line - b.line || a.column - b.column;
}

/** Tells the first place of each name that looks like an earlier one. */
function lookalikes(): (use: Use) => readonly Discovery[] {
  const first = new Map<string, Use>();
  const told = new Set<string>();
  return (use) => {
    const shape = `${use.kind} ${skeleton(use.name)}`;
    const earlier = first.get(shape);
    if (earlier === undefined) first.set(shape, use);
    if (earlier === undefined || earlier.name === use.name || told.has(use.name)) return [];
    told.add(use.name);
    const { document, line } = earlier.position;
    return [
      {
        ...(use.rule && { rule: use.rule }),
        position: use.position,
        message: `The ${use.kind} ${use.name} looks like ${earlier.name} (${document}:${line}).`,
        fix: 'If both are meant to be the same, write them alike; if not, give one a name of another shape.',
        near: earlier.name,
      },
    ];
  };
}

function usesOf(rule: PolicyRule): readonly Use[] {
  const principals = (member: 'who' | 'except'): readonly Use[] => {
    const names = rule[member];
    if (names === 'all') return [];
    return names.map((name, place) => ({
      kind: 'principal',
      name,
      rule,
      position: placeOf(rule, `${member}.${place}`),
    }));
  };
  const aliases =
    rule.keys === 'all'
      ? []
      : rule.keys.flatMap((selector, place): readonly Use[] => {
          if (selector.type !== 'alias' && selector.type !== 'aliasPattern') return [];
          return [{ kind: 'alias', name: selectorWords(selector), rule, position: placeOf(rule, `keys.${place}`) }];
        });
  return [...principals('who'), ...principals('except'), ...aliases];
}
