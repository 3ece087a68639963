import { isRegion, keyOrigins, keyStates, keyUsages } from '@chatelaine/core';
import { type Form, mapped } from '../form/form.ts';
import { named } from '../form/json-schema.ts';
import { oneOrMore } from '../form/list.ts';
import { choice } from '../form/choice.ts';
import { map, optional } from '../form/map.ts';
import { pairs } from '../form/pairs.ts';
import { parsedText, text, type TextForm, textSchema } from '../form/text.ts';
import type { KeyAttributes, WantedPair } from '../policy-set.ts';
import { quote } from '../source/hidden-characters.ts';
import { templateText } from './template.ts';

const mostTags = 20;
const mostValues = 1_000;
const tagName: TextForm = { minimum: 1, maximum: 128, description: 'a tag of 1–128 characters' };
const tagValue: TextForm = { minimum: 0, maximum: 255, description: 'a value of up to 255 characters' };
const keySpec: TextForm = {
  minimum: 2,
  maximum: 32,
  pattern: /^[A-Z][A-Z0-9_]+$/,
  description: 'a key spec, such as AES_256 (2–32 characters of A–Z 0–9 _)',
};

const region = parsedText(
  (written, offset, { report }) => {
    if (isRegion(written)) return written;
    report(offset, 'invalid-value', `${quote(written)} is no region: 1–64 characters of a–z 0–9 -`);
    return undefined;
  },
  { type: 'string', pattern: '^[a-z0-9-]{1,64}$' },
);

/** @param value one value of a tag */
function tags(value: Form<string>): Form<readonly WantedPair[]> {
  const written = pairs({
    name: tagName,
    nameNoun: 'the name of a tag',
    entryNoun: 'the tag',
    value: oneOrMore({ of: value, maximum: mostValues }),
    maximum: mostTags,
    most: `a key has at most ${mostTags}`,
  });
  return mapped(written, (found) => found.map((pair) => ({ name: pair.name, values: pair.value })));
}

function keyAttributes(noun: string, tagValues: Form<string>): Form<KeyAttributes> {
  const among = <Value extends string>(of: Form<Value>): Form<readonly Value[]> =>
    oneOrMore({ of, maximum: mostValues });
  return map<KeyAttributes>({
    noun,
    members: {
      tags: optional(tags(tagValues), 'Tags that the key must all have, each with one of its values.'),
      keySpec: optional(among(text(keySpec)), 'The key has one of these key specs, such as AES_256.'),
      keyUsage: optional(among(choice('key usage', keyUsages)), 'The key was made for one of these usages.'),
      origin: optional(among(choice('origin', keyOrigins)), 'Where the key material comes from.'),
      keyState: optional(among(choice('key state', keyStates)), 'Where the key stands in its life.'),
      region: optional(among(region), 'The key lies in one of these regions.'),
    },
    refused: new Map([
      ['spec', 'write keySpec'],
      ['usage', 'write keyUsage'],
      ['state', 'write keyState'],
    ]),
  });
}

const refusedTemplate = parsedText(
  (written, offset, { report }, what) => {
    if (!written.includes('${')) return written;
    report(
      offset,
      'invalid-value',
      `${what} holds a variable; keys are found by their tags, so write it as a condition: when: { key: { tags: … } }`,
    );
    return undefined;
  },
  textSchema(tagValue),
  tagValue,
);

/** A selector of `keys` by attributes: no variables, so that rules are found by what they name. */
export const selectorAttributes: Form<KeyAttributes> = named(
  'keyAttributes',
  keyAttributes('a key selector', refusedTemplate),
);

/** The condition `key`: values of tags may hold variables. */
export const conditionAttributes: Form<KeyAttributes> = named(
  'keyCondition',
  keyAttributes('the condition key', templateText(tagValue)),
);
