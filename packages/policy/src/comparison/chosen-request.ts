import type { Action, AuthorizationRequest, KeyView, Locality } from '@chatelaine/core';
import { withoutPrototype } from '../without-prototype.ts';
import type { Dimension } from './rule-question.ts';

/** What was chosen for each dimension. `undefined`: it is not told. */
export type Choices = ReadonlyMap<Dimension, unknown>;

const noTags = withoutPrototype({});

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
  const attributes: Record<string, unknown> = {};
  const context: Record<string, unknown> = {};
  const facts: Record<string, unknown> = {};
  let key: Record<string, unknown> | undefined;
  for (const [dimension, value] of choices) {
    if (dimension.startsWith('key.')) (key ??= plainKey(here))[dimension.slice('key.'.length)] = value;
    else if (value === undefined) continue;
    else if (dimension.startsWith('principal.attributes.')) {
      attributes[dimension.slice('principal.attributes.'.length)] = value;
    } else if (dimension.startsWith('context.')) context[dimension.slice('context.'.length)] = value;
    else if (dimension.startsWith('facts.')) facts[dimension.slice('facts.'.length)] = value;
  }
  const principal = (choices.get('principal') ?? {
    id: anyone,
    roles: [],
    groups: [],
  }) as AuthorizationRequest['principal'];
  return {
    action,
    principal: { ...principal, attributes: withoutPrototype(attributes) as Record<string, string> },
    context,
    now: (choices.get('now') as number | undefined) ?? anyTime,
    key: isKeyless ? undefined : ((key ?? plainKey(here)) as unknown as KeyView),
    asked: isKeyless ? undefined : (choices.get('asked') as string | undefined),
    encryptionContext: choices.get('encryptionContext') as Record<string, string> | undefined,
    facts: Object.keys(facts).length === 0 ? undefined : facts,
  };
}

/** A member that is `undefined` is one that is not known. */
function plainKey(here: Locality): Record<string, unknown> {
  return {
    region: here.region,
    domainId: here.domainId,
    id: anyKeyId,
    aliases: [],
    tags: noTags,
    keySpec: 'AES_256',
    keyUsage: 'ENCRYPT_DECRYPT',
    origin: 'kms',
    state: 'ENABLED',
  };
}
