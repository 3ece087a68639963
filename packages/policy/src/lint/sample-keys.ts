import type { KeyId, KeyView } from '@chatelaine/core';
import type { CompiledRule } from '../evaluation/compiled-rule.ts';
import type { KeyAttributes, KeySelector } from '../policy-set.ts';
import type { LintWorld } from './lint-subject.ts';

/** A key to ask the rules about, and how messages call it. */
export interface SampleKey {
  readonly words: string;
  readonly view: KeyView;
}

/** More would not be looked through in a time that people wait. */
const mostSamples = 256;

/**
 * The keys of the tests; one of which no rule knows a name or a tag; and those that fit selectors of some rules, as far as
 * there is room.
 *
 * @param mostTogether how many selectors a key fits at once
 */
export function sampleKeys(
  { here, keys }: LintWorld,
  rules: readonly CompiledRule[],
  mostTogether: number,
): readonly SampleKey[] {
  const plain: KeyView = {
    ...here,
    id: '00000000-0000-4000-8000-000000000000' as KeyId,
    aliases: [],
    tags: Object.freeze(Object.create(null) as Record<string, string>),
    keySpec: 'AES_256',
    keyUsage: 'ENCRYPT_DECRYPT',
    origin: 'kms',
    state: 'ENABLED',
  };
  const samples = new Map<string, SampleKey>();
  const add = (view: KeyView): void => {
    const identity = JSON.stringify(view);
    if (!samples.has(identity)) samples.set(identity, { words: keyWords(view), view });
  };
  add(plain);
  for (const view of keys) add(view);
  const selectors = distinct(rules.flatMap(({ rule }) => (rule.keys === 'all' ? [] : rule.keys)));
  for (const selector of selectors) add(fitting(selector, plain));
  for (let together = 2; together <= mostTogether; together += 1) {
    const before = [...samples.values()];
    for (const { view } of before) {
      for (const selector of selectors) {
        if (samples.size >= mostSamples) return [...samples.values()];
        add(fitting(selector, view));
      }
    }
  }
  return [...samples.values()];
}

function distinct(selectors: readonly KeySelector[]): readonly KeySelector[] {
  return [...new Map(selectors.map((selector) => [JSON.stringify(selector), selector])).values()];
}

/** A key that fits a selector besides what it fits already, where that is possible. */
function fitting(selector: KeySelector, view: KeyView): KeyView {
  switch (selector.type) {
    case 'key':
      return { ...view, id: selector.keyId };
    case 'alias':
      return withAlias(selector.alias, view);
    case 'aliasPattern':
      return withAlias(aliasFor(selector), view);
    case 'attributes':
      return withAttributes(selector, view);
  }
}

function withAlias(alias: string, view: KeyView): KeyView {
  const { aliases = [] } = view;
  return { ...view, aliases: [...new Set([...aliases, alias])].toSorted() };
}

/** An alias that fits a pattern. */
export function aliasFor({ prefix, depth }: Extract<KeySelector, { readonly type: 'aliasPattern' }>): string {
  return depth === 'segment' ? `${prefix}new` : `${prefix}new/new`;
}

/** A key with attributes that a selector asks for; the first of each where it takes several. */
function withAttributes(wanted: KeyAttributes, view: KeyView): KeyView {
  const [keySpec] = wanted.keySpec ?? [];
  const [keyUsage] = wanted.keyUsage ?? [];
  const [origin] = wanted.origin ?? [];
  const [state] = wanted.keyState ?? [];
  return {
    ...withTags(wanted, view),
    ...(keySpec !== undefined && { keySpec }),
    ...(keyUsage !== undefined && { keyUsage }),
    ...(origin !== undefined && { origin }),
    ...(state !== undefined && { state }),
  };
}

export function withTags({ tags = [] }: KeyAttributes, view: KeyView): KeyView {
  const changed = Object.assign(Object.create(null) as Record<string, string>, view.tags);
  for (const { name, values } of tags) changed[name] = values[0] ?? '';
  return { ...view, tags: changed };
}

function keyWords({ id, aliases = [], tags = {} }: Partial<KeyView>): string {
  const [alias] = aliases;
  if (alias !== undefined) return `the key of ${alias}`;
  const pairs = Object.entries(tags).map(([name, value]) => `${name}=${value}`);
  if (pairs.length > 0) return `a key tagged ${pairs.join(', ')}`;
  return id === undefined || id.startsWith('00000000') ? 'a key without alias and tags' : `the key ${id}`;
}
