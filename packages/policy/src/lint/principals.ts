import type { Principal } from '@chatelaine/core';
import type { PolicyRule } from '../policy-set.ts';

/** Somebody to ask the rules about, and how messages call him. */
export interface Somebody {
  readonly words: string;
  readonly principal: Principal;
}

const noAttributes: Principal['attributes'] = Object.freeze(Object.create(null) as Record<string, string>);

/**
 * One principal for every name that an allow gives something to, who has no other role or group, and the principals of files of
 * tests, who may have several. Who has several otherwise is not looked at.
 */
export function somebodies(rules: readonly PolicyRule[], tested: readonly Principal[]): readonly Somebody[] {
  const names = new Set<string>();
  for (const { effect, who } of rules) {
    if (effect === 'allow') for (const name of who === 'all' ? ['everybody'] : who) names.add(name);
  }
  const combined = tested.filter(({ roles, groups }) => roles.length + groups.length > 0);
  return [
    ...[...names].toSorted().map((name) => ({ words: name, principal: principalOf(name) })),
    ...combined.map((principal) => ({ words: principal.id, principal })),
  ];
}

function principalOf(name: string): Principal {
  const [kind = '', rest = ''] = name.split(/:(.*)/s, 2);
  const isOne = kind !== 'role' && kind !== 'group' && rest !== '';
  return {
    id: isOne ? name : 'user:somebody',
    roles: kind === 'role' ? [rest] : [],
    groups: kind === 'group' ? [rest] : [],
    attributes: noAttributes,
  };
}
