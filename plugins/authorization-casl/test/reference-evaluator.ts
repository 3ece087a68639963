import type { AuthorizationRequest, KeyView, Principal } from '@chatelaine/core';
import { here, type WrittenRule } from './policy-under-test.ts';

/** The language once more, as directly as it can be said: no index, no compilation, nothing shared with the plugin. */
type Answer = 'yes' | 'no' | 'unknown';

export interface NamedRule extends WrittenRule {
  readonly name: string;
}

export interface ReferenceDecision {
  readonly effect: 'allow' | 'deny';
  readonly kind: 'explicit' | 'unknown' | 'default';
  /** The rules of which any may be told. */
  readonly rules: readonly string[];
}

const either = (answers: readonly Answer[]): Answer =>
  answers.includes('yes') ? 'yes' : answers.includes('unknown') ? 'unknown' : 'no';
const both = (answers: readonly Answer[]): Answer =>
  answers.includes('no') ? 'no' : answers.includes('unknown') ? 'unknown' : 'yes';
const when = (known: boolean, holds: boolean): Answer => (known ? (holds ? 'yes' : 'no') : 'unknown');
const list = (value: unknown): readonly string[] => [value].flat() as string[];

function isMeant({ who, except = [] }: WrittenRule, { id, roles, groups }: Principal): boolean {
  const names = [id, ...roles.map((role) => `role:${role}`), ...groups.map((group) => `group:${group}`)];
  return (
    (who === 'all' || list(who).some((name) => names.includes(name))) &&
    !list(except).some((name) => names.includes(name))
  );
}

function isNamed(selector: string, key: KeyView | undefined, asked: string | undefined): Answer {
  const urn = `kms:${here.region}:${here.domainId}:`;
  if (selector.startsWith('kms:') && !selector.startsWith(urn)) return 'no';
  const name = selector.replace(`${urn}KeyId:`, '').replace(`${urn}alias:`, 'alias/');
  const pattern = new RegExp(`^${name.replace(/\*\*$/, '.+').replace(/\/\*$/, '/[^/]+')}$`);
  const known = name.startsWith('alias/') ? key?.aliases : key?.id === undefined ? undefined : [key.id];
  return either([
    when(true, asked !== undefined && pattern.test(asked)),
    when(
      known !== undefined,
      (known ?? []).some((each) => pattern.test(each)),
    ),
  ]);
}

function memberIs(value: string | undefined, wanted: readonly string[]): Answer {
  return when(value !== undefined, wanted.includes(value ?? '\0'));
}

function isFor(keys: unknown, key: KeyView | undefined, asked: string | undefined): Answer {
  if (keys === 'all') return 'yes';
  const answers = ([keys].flat() as (string | Record<string, unknown>)[]).map((selector): Answer => {
    if (typeof selector === 'string') return isNamed(selector, key, asked);
    return both(
      Object.entries(selector).flatMap(([member, wanted]) =>
        member === 'tags'
          ? Object.entries(wanted as object).map(([tag, values]) =>
              when(key?.tags !== undefined, list(values).includes(key?.tags?.[tag] ?? '\0')),
            )
          : [memberIs(key?.[member as 'keySpec' | 'keyUsage' | 'origin'], list(wanted))],
      ),
    );
  });
  return either(answers);
}

export function referenceDecision(rules: readonly NamedRule[], request: AuthorizationRequest): ReferenceDecision {
  const named = rules.filter((rule) => list(rule.actions).includes(request.action) && isMeant(rule, request.principal));
  const denies = named.filter(({ effect }) => effect === 'deny');
  const allows = named.filter(({ effect }) => effect === 'allow');
  const which = (from: readonly NamedRule[], answer: Answer, asked?: string): string[] =>
    from.filter(({ keys }) => isFor(keys, request.key, asked) === answer).map(({ name }) => name);
  const denied = which(denies, 'yes', request.asked);
  if (denied.length > 0) return { effect: 'deny', kind: 'explicit', rules: denied };
  const doubted = which(denies, 'unknown', request.asked);
  if (doubted.length > 0) return { effect: 'deny', kind: 'unknown', rules: doubted };
  const allowed = which(allows, 'yes');
  if (allowed.length > 0) return { effect: 'allow', kind: 'explicit', rules: allowed };
  return { effect: 'deny', kind: 'default', rules: [] };
}

/** What the reference finds allowed, unknown conditions counting as satisfied. */
export function mayBeAllowed(rules: readonly NamedRule[], request: AuthorizationRequest): boolean {
  const named = rules.filter((rule) => list(rule.actions).includes(request.action) && isMeant(rule, request.principal));
  const answers = (effect: string): Answer[] =>
    named.filter((rule) => rule.effect === effect).map(({ keys }) => isFor(keys, request.key, undefined));
  return !answers('deny').includes('yes') && answers('allow').some((answer) => answer !== 'no');
}
