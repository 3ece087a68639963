import { isAliasName, isKeyId, parseUrn } from '@chatelaine/core';
import type { Form, Reading } from '../form/form.ts';
import { allOr } from '../form/list.ts';
import { anyText, readText } from '../form/text.ts';
import type { KeySelector } from '../policy-set.ts';
import { quote } from '../source/hidden-characters.ts';
import { bareObject } from '../without-prototype.ts';
import { selectorAttributes } from './key-attributes.ts';

const mostSelectors = 1_000;
const aliasPattern = /^(.+)\/(\*{1,2})$/;
const keyIdInUpperCase = /^[0-9A-Z]{8}(?:-[0-9A-Z]{4}){3}-[0-9A-Z]{12}$/i;

function adviceFor(text: string): string {
  if (text === 'all') return 'for every key write all instead of a list';
  if (keyIdInUpperCase.test(text)) return 'key ids are in lower case';
  const withSmallLetters = text.replace(/^alias(?=\/)/i, 'alias');
  if (text !== withSmallLetters && isAliasName(withSmallLetters)) return `did you mean "${withSmallLetters}"?`;
  if (isAliasName(`alias/${text}`) && !text.includes(':')) return `did you mean "alias/${text}"?`;
  if (text.startsWith('alias/')) return 'an alias is alias/ and 1–255 characters of A–Z a–z 0–9 : / _ -';
  return 'write a key id, alias/name, alias/prefix/* (one level), alias/prefix/** (any depth), a URN, or { tags: … }';
}

function parseAliasPattern(text: string, offset: number, { report }: Reading): KeySelector | undefined {
  const [, parent = '', stars = ''] = aliasPattern.exec(text) ?? [];
  if (!isAliasName(parent)) {
    report(
      offset,
      'invalid-value',
      `${quote(text)} is no pattern: only alias/prefix/* (one level) and alias/prefix/** (any depth) are; for every key write keys: all`,
    );
    return undefined;
  }
  return { type: 'aliasPattern', prefix: `${parent}/`, depth: stars === '*' ? 'segment' : 'tree' };
}

function parseSelector(text: string, offset: number, reading: Reading): KeySelector | undefined {
  if (text.includes('*')) return parseAliasPattern(text, offset, reading);
  if (isKeyId(text)) return { type: 'key', keyId: text };
  if (isAliasName(text)) return { type: 'alias', alias: text };
  const urn = parseUrn(text);
  if (urn !== undefined) {
    const locality = { region: urn.region, domainId: urn.domainId };
    return urn.type === 'key'
      ? { type: 'key', keyId: urn.keyId, locality }
      : { type: 'alias', alias: urn.alias, locality };
  }
  reading.report(offset, 'invalid-value', `${quote(text)} names no key: ${adviceFor(text)}`);
  return undefined;
}

const selector: Form<KeySelector> = {
  read(node, what, reading) {
    if (node.kind === 'map') {
      const attributes = selectorAttributes.read(node, what, reading);
      return attributes && Object.assign(bareObject<KeySelector>(), { type: 'attributes', ...attributes } as const);
    }
    const written = readText(node, what, anyText, reading);
    const parsed = written === undefined ? undefined : parseSelector(written, node.offset, reading);
    return parsed && Object.assign(bareObject<KeySelector>(), parsed);
  },
  schema: (definitions) => ({
    anyOf: [
      { type: 'string', pattern: '^[0-9a-z]{8}(?:-[0-9a-z]{4}){3}-[0-9a-z]{12}$', title: 'A key id' },
      { type: 'string', pattern: '^alias/[A-Za-z0-9:/_-]{1,255}(?:/\\*{1,2})?$', title: 'An alias, or a pattern' },
      { type: 'string', pattern: '^kms:[a-z0-9-]{1,64}:[A-Za-z0-9_-]{1,64}:(?:KeyId|alias):', title: 'A URN' },
      selectorAttributes.schema(definitions),
    ],
  }),
};

/** `all`, or a list of selectors. */
export const keys: Form<'all' | readonly KeySelector[]> = allOr(
  { of: selector, noun: 'a key', maximum: mostSelectors, keyOf: (each) => JSON.stringify(each) },
  () => 'all, or a list such as [alias/payments]',
);
