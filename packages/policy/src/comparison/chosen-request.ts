import type { Action, AuthorizationRequest, KeyView, Locality } from '@chatelaine/core';
import { withoutPrototype } from '../without-prototype.ts';
import type { Dimension } from './rule-question.ts';

/** What was chosen for each dimension. `undefined`: it is not told. */
export type Choices = ReadonlyMap<Dimension, unknown>;

/** An id that no policy names. */
export const anyKeyId = '00000000-0000-4000-8000-000000000001';
export const anyone = 'user:someone';
/** Where no rule asks for the time. */
export const anyTime: number = Date.parse('2026-01-05T00:00:00Z');

/** The request of these choices; what is not chosen is that of a plain request. */
export function chosenRequest(
  action: Action,
  isKeyless: boolean,
  here: Locality,
  choices: Choices,
): AuthorizationRequest {
  const under = (prefix: string): Record<string, unknown> =>
    Object.fromEntries(
      [...choices]
        .filter(([dimension, value]) => dimension.startsWith(prefix) && value !== undefined)
        .map(([dimension, value]) => [dimension.slice(prefix.length), value]),
    );
  const principal = (choices.get('principal') ?? {
    id: anyone,
    roles: [],
    groups: [],
  }) as AuthorizationRequest['principal'];
  const facts = under('facts.');
  return {
    action,
    principal: { ...principal, attributes: withoutPrototype(under('principal.attributes.')) as Record<string, string> },
    context: under('context.'),
    now: (choices.get('now') as number | undefined) ?? anyTime,
    key: isKeyless ? undefined : keyOf(choices, here),
    asked: isKeyless ? undefined : (choices.get('asked') as string | undefined),
    encryptionContext: choices.get('encryptionContext') as Record<string, string> | undefined,
    facts: Object.keys(facts).length === 0 ? undefined : facts,
  };
}

function keyOf(choices: Choices, here: Locality): KeyView {
  const key: Record<string, unknown> = {
    ...here,
    id: anyKeyId,
    aliases: [],
    tags: withoutPrototype({}),
    keySpec: 'AES_256',
    keyUsage: 'ENCRYPT_DECRYPT',
    origin: 'kms',
    state: 'ENABLED',
  };
  for (const [dimension, value] of choices) {
    if (!dimension.startsWith('key.')) continue;
    const name = dimension.slice('key.'.length);
    if (value === undefined) delete key[name];
    else key[name] = value;
  }
  return key as unknown as KeyView;
}
