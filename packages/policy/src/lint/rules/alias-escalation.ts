import type { Action, KeyView, Principal } from '@chatelaine/core';
import { type CompiledRule, namesOf } from '../../evaluation/compiled-rule.ts';
import { allowableActions, gainedActions } from '../../evaluation/gains.ts';
import { keyFacts } from '../../evaluation/key-facts.ts';
import { no } from '../../evaluation/truth.ts';
import { changesKeys, type KeyChange, keyChanges } from '../key-changes.ts';
import { about, type Discovery, type LintRule } from '../lint-rule.ts';
import { type Somebody, somebodies } from '../principals.ts';
import { type SampleKey, sampleKeys } from '../sample-keys.ts';

/** Who may change the names or tags of a key and is then allowed something on it that he was not before. */
export const aliasEscalation: LintRule = {
  code: 'P401',
  level: 'error',
  title: 'Somebody gains by moving an alias or changing a tag',
  find({ policies: { rules }, worlds, now }) {
    const found = new Map<string, Discovery>();
    for (const world of worlds) {
      for (const somebody of somebodies(rules, world.principals)) {
        const names = namesOf(somebody.principal);
        const concerned = world.compiled.filter(({ isFor }) => isFor(names));
        if (!concerned.some(({ rule }) => rule.effect === 'allow' && rule.actions.some(changesKeys))) continue;
        for (const [action, discovery] of escalationsOf(somebody, concerned, sampleKeys(world, concerned, 3), now)) {
          const identity = `${somebody.words} ${action}`;
          if (!found.has(identity)) found.set(identity, discovery);
        }
      }
    }
    return [...found.values()];
  },
};

/** The first way for each action by which the key can be changed. */
function escalationsOf(
  { principal, words }: Somebody,
  rules: readonly CompiledRule[],
  keys: readonly SampleKey[],
  now: number,
): ReadonlyMap<Action, Discovery> {
  const found = new Map<Action, Discovery>();
  for (const { view: before, words: keyWords } of keys) {
    const may = allowableActions(rules, { principal, context: {}, now, key: before });
    if (!may.some(changesKeys)) continue;
    for (const { action, after, words: changeWords } of keyChanges(before, rules)) {
      if (found.has(action) || !may.includes(action)) continue;
      const gained = gainedBy(rules, principal, now, { before, after, action });
      const giving = rules.find(
        ({ rule, keys: isForKey }) =>
          rule.effect === 'allow' && rule.actions.includes(action) && isForKey(keyFacts(before), undefined) !== no,
      );
      if (gained.length === 0 || giving === undefined) continue;
      const message = `${words} may, by ${action}, ${changeWords} ${keyWords} and gains ${gained.join(', ')} on it.`;
      const fix =
        'Name the key by id or by tags that he may not set in the rule that gives this, or take the change from him.';
      found.set(action, about(giving.rule, 'actions', message, fix));
    }
  }
  return found;
}

/** The vault asks for the action on the key as it is and as it would be. */
function gainedBy(
  rules: readonly CompiledRule[],
  principal: Principal,
  now: number,
  { before, after, action }: Pick<KeyChange, 'after' | 'action'> & { readonly before: KeyView },
): readonly Action[] {
  const asked = { principal, context: {}, now };
  if (!allowableActions(rules, { ...asked, key: after }).includes(action)) return [];
  return gainedActions(rules, { ...asked, before, after });
}
