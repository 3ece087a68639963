import type { Action, KeyView } from '@chatelaine/core';
import type { CompiledRule } from '../evaluation/compiled-rule.ts';
import type { KeyAttributes, PolicyRule } from '../policy-set.ts';
import { aliasFor, withTags } from './sample-keys.ts';

/** A change of the names or tags of a key that may concern a rule. */
export interface KeyChange {
  /** What the vault asks for. */
  readonly action: Action;
  readonly after: KeyView;
  /** To stand before the key: `give alias/payments to`. */
  readonly words: string;
}

const changing: ReadonlySet<Action> = new Set([
  'kms:alias:associate',
  'kms:alias:create',
  'kms:alias:delete',
  'kms:cmk:tag',
  'kms:cmk:untag',
]);

/** Whether an action changes the names or tags of a key. */
export function changesKeys(action: Action): boolean {
  return changing.has(action);
}

/** The changes by which rules can come to concern a key, or cease to: names and tags that allows ask for, and denies. */
export function keyChanges(key: KeyView, rules: readonly CompiledRule[]): readonly KeyChange[] {
  return rules.flatMap(({ rule }) => (rule.effect === 'allow' ? given(rule, key) : taken(rule, key)));
}

function given(rule: PolicyRule, key: KeyView): readonly KeyChange[] {
  const aliases =
    rule.keys === 'all'
      ? []
      : rule.keys.flatMap((selector): readonly string[] => {
          if (selector.type === 'alias') return [selector.alias];
          return selector.type === 'aliasPattern' ? [aliasFor(selector)] : [];
        });
  const { aliases: has } = key;
  return [
    ...aliases.flatMap((alias) => {
      if (has === undefined || has.includes(alias)) return [];
      const after = { ...key, aliases: [...has, alias].toSorted() };
      return [
        { action: 'kms:alias:associate', after, words: `move ${alias} to` },
        { action: 'kms:alias:create', after, words: `give a new ${alias} to` },
      ];
    }),
    ...tagsOf(rule)
      .filter(({ tags = [] }) => key.tags !== undefined && tags.length > 0)
      .map((wanted) => ({ action: 'kms:cmk:tag', after: withTags(wanted, key), words: `set ${tagWords(wanted)} on` })),
  ];
}

function taken(rule: PolicyRule, key: KeyView): readonly KeyChange[] {
  const selectors = rule.keys === 'all' ? [] : rule.keys;
  const { aliases: has = [] } = key;
  const named = has.filter((alias) =>
    selectors.some(
      (selector) =>
        (selector.type === 'alias' && selector.alias === alias) ||
        (selector.type === 'aliasPattern' && alias.startsWith(selector.prefix)),
    ),
  );
  const tagged = tagsOf(rule)
    .flatMap(({ tags = [] }) => tags.map(({ name }) => name))
    .filter((name) => key.tags !== undefined && Object.hasOwn(key.tags, name));
  return [
    ...named.flatMap((alias) => {
      const after = { ...key, aliases: has.filter((each) => each !== alias) };
      return [
        { action: 'kms:alias:associate', after, words: `move ${alias} away from` },
        { action: 'kms:alias:delete', after, words: `take ${alias} from` },
      ];
    }),
    ...tagged.flatMap((name) => [
      { action: 'kms:cmk:untag', after: withoutTag(name, key), words: `remove the tag ${name} from` },
      {
        action: 'kms:cmk:tag',
        after: withTags({ tags: [{ name, values: ['another'] }] }, key),
        words: `set ${name}=another on`,
      },
    ]),
  ];
}

/** What a rule asks of tags, as far as it can be set: values of variables are those of the principal, and are not guessed. */
function tagsOf({ keys, when, unless }: PolicyRule): readonly KeyAttributes[] {
  const selectors = keys === 'all' ? [] : keys.filter((selector) => selector.type === 'attributes');
  const asked = [when?.key, unless?.key].filter((each) => each !== undefined);
  return [...selectors, ...asked].filter(
    ({ tags = [] }) => !tags.some(({ values }) => values.some((value) => value.includes('${'))),
  );
}

function withoutTag(name: string, key: KeyView): KeyView {
  const tags = Object.assign(Object.create(null) as Record<string, string>, key.tags);
  Reflect.deleteProperty(tags, name);
  return { ...key, tags };
}

function tagWords({ tags = [] }: KeyAttributes): string {
  return tags.map(({ name, values }) => `${name}=${values[0]}`).join(', ');
}
