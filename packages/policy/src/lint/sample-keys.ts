import type { KeyId, KeyView } from '@chatelaine/core';
import type { CompiledRule } from '../evaluation/compiled-rule.ts';
import type { KeyAttributes, KeySelector } from '../policy-set.ts';
import type { LintWorld } from './lint-subject.ts';

/** A key to ask the rules about, and how messages call it. */
export interface SampleKey {
  readonly words: string;
  readonly view: KeyView;
}

/** The keys of the tests; one of which no rule knows a name or a tag; and one for each selector of some rules. */
export function sampleKeys({ here, keys }: LintWorld, rules: readonly CompiledRule[]): readonly SampleKey[] {
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
  for (const { rule } of rules) {
    const { keys: selectors } = rule;
    if (selectors !== 'all') for (const selector of selectors) add(fitting(selector, plain));
  }
  return [...samples.values()];
}

function fitting(selector: KeySelector, plain: KeyView): KeyView {
  switch (selector.type) {
    case 'key':
      return { ...plain, id: selector.keyId };
    case 'alias':
      return { ...plain, aliases: [selector.alias] };
    case 'aliasPattern':
      return { ...plain, aliases: [aliasFor(selector)] };
    case 'attributes':
      return withAttributes(selector, plain);
  }
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
