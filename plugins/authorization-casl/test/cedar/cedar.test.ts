import { describe, expect, test } from 'vitest';
import type { TranslationMutant } from './cedar-translation.ts';
import type { ConditionalRule } from './conditional-policies.ts';
import { compareWithCedar, type Contest } from './disagreement.ts';

const kinds = ['allow explicit', 'deny default', 'deny explicit', 'deny unknown'];

test('every decision is that of Cedar on the translated rules, on 2,000 questions', { timeout: 60_000 }, () => {
  const { seen, disagreement } = compareWithCedar({ decisions: 2_000 });
  expect(disagreement).toBeUndefined();
  expect([...seen.keys()].toSorted()).toEqual(kinds);
});

const without = (member: 'unless' | 'when' | 'except' | 'from' | 'until') => (rules: readonly ConditionalRule[]) =>
  rules
    .map((rule) => ({ ...rule, [member]: undefined }))
    .map((rule) => JSON.parse(JSON.stringify(rule)) as ConditionalRule);

const replaced = (from: string, to: string) => (rules: readonly ConditionalRule[]) =>
  JSON.parse(JSON.stringify(rules).replaceAll(from, to)) as readonly ConditionalRule[];

/** Each is a defect that an engine could have. */
const engineMutants: Readonly<Record<string, Omit<Contest, 'decisions'>>> = {
  'denials in doubt are dropped': {
    decided: (decision) =>
      decision.kind === 'unknown' ? { effect: 'deny', kind: 'default', reason: 'Nobody has said anything.' } : decision,
  },
  'doubt is told as certainty': {
    decided: (decision) => (decision.kind === 'unknown' ? { ...decision, kind: 'explicit' } : decision),
  },
  'what nobody says is allowed to services': {
    decided: (decision, { principal }) =>
      decision.kind === 'default' && principal.id === 'service:1'
        ? { effect: 'allow', kind: 'explicit', rule: 'test/rule-1', reason: 'It is a service.' }
        : decision,
  },
  'another rule is told': {
    decided: (decision) => (decision.rule === undefined ? decision : { ...decision, rule: 'test/rule-99' }),
  },
  'the last rule is forgotten': { engineRules: (rules) => rules.slice(0, -1) },
  'denials become permissions': {
    engineRules: (rules) =>
      rules.map(({ unless: _unless, except: _except, ...rule }) => ({ ...rule, effect: 'allow' as const })),
  },
  'conditions are forgotten': { engineRules: without('when') },
  'exceptions of denials are forgotten': { engineRules: without('except') },
  'unless is forgotten': { engineRules: without('unless') },
  'the start is forgotten': { engineRules: without('from') },
  'the end is forgotten': { engineRules: without('until') },
  'one segment is any depth': { engineRules: replaced('/*"', '/**"') },
  'keys elsewhere are keys here': { engineRules: replaced('kms:elsewhere:', 'kms:eu-de-ring0:') },
  'a network is one bit wider': { engineRules: replaced('10.1.0.0/16', '10.0.0.0/15') },
  'a second factor may be older': { engineRules: replaced('"maxAgeSeconds":300', '"maxAgeSeconds":301') },
};

describe('a defect of the engine is found:', () => {
  test.each(Object.entries(engineMutants))('%s', { timeout: 120_000 }, (_name, mutant) => {
    expect(compareWithCedar({ ...mutant, decisions: 30_000, seed: 7 }).disagreement?.slice(0, 80)).toContain(
      'but Cedar says',
    );
  });
});

const translationMutants: readonly TranslationMutant[] = [
  'unknown denials are skipped',
  'unknown counts as satisfied',
  'spellings are ignored',
  'spellings allow',
  'exceptions are ignored',
  'unless is ignored',
  'patterns take any depth',
  'absent tags are unknown',
  'absent attributes are empty',
  'until includes its moment',
  'networks of both families are one',
];

describe('a wrong translation is found:', () => {
  test.each(translationMutants)('%s', { timeout: 120_000 }, (translation) => {
    expect(compareWithCedar({ translation, decisions: 30_000, seed: 7 }).disagreement?.slice(0, 80)).toContain(
      'but Cedar says',
    );
  });
});
