import { isAliasName, isKeyId, keyOrigins, keyUsages, parseUrn } from '@chatelaine/core';
import type { KeySelector, TagCondition } from '../policy-set.ts';
import { quote } from '../source/hidden-characters.ts';
import type { Report } from '../source/report.ts';
import type { SourceNode } from '../source/source-node.ts';
import { suggestion } from './near-name.ts';
import { readEach, readList, readMap, readMembers, readText, type TextForm } from './shape.ts';

const mostSelectors = 1_000;
const mostTags = 20;
const mostValues = 1_000;
const identifier: TextForm = { minimum: 0, maximum: 4_096, description: 'text' };
const tagName: TextForm = { minimum: 1, maximum: 128, description: 'a tag of 1–128 characters' };
const tagValue: TextForm = { minimum: 0, maximum: 255, description: 'a value of up to 255 characters' };
const keySpec: TextForm = {
  minimum: 2,
  maximum: 32,
  pattern: /^[A-Z][A-Z0-9_]+$/,
  description: 'a key spec, such as AES_256 (2–32 characters of A–Z 0–9 _)',
};
const aliasPattern = /^(.+)\/(\*{1,2})$/;
const keyIdInUpperCase = /^[0-9A-Z]{8}(?:-[0-9A-Z]{4}){3}-[0-9A-Z]{12}$/i;

const attributes = { required: [], optional: ['tags', 'keySpec', 'keyUsage', 'origin'] };

/** `all`, or a list of selectors. */
export function readKeys(node: SourceNode, report: Report): 'all' | readonly KeySelector[] {
  if (node.kind === 'text') {
    if (node.value !== 'all') {
      report(
        node.offset,
        'invalid-value',
        `keys is ${quote(node.value)}; write all, or a list such as [alias/payments]`,
      );
    }
    return 'all';
  }
  const items = readList(node, 'keys', mostSelectors, report);
  return readEach(
    items,
    (item) => readSelector(item, report),
    (selector) => JSON.stringify(selector),
    report,
  );
}

function readSelector(node: SourceNode, report: Report): KeySelector | undefined {
  if (node.kind === 'map') return readAttributes(node, report);
  const text = readText(node, 'a key', identifier, report);
  if (text === undefined) return undefined;
  if (text.includes('*')) return readAliasPattern(text, node.offset, report);
  if (isKeyId(text)) return { type: 'key', keyId: text };
  if (isAliasName(text)) return { type: 'alias', alias: text };
  const urn = parseUrn(text);
  if (urn !== undefined) {
    const locality = { region: urn.region, domainId: urn.domainId };
    return urn.type === 'key'
      ? { type: 'key', keyId: urn.keyId, locality }
      : { type: 'alias', alias: urn.alias, locality };
  }
  report(node.offset, 'invalid-value', `${quote(text)} names no key: ${adviceFor(text)}`);
  return undefined;
}

function adviceFor(text: string): string {
  if (text === 'all') return 'for every key write all instead of a list';
  if (keyIdInUpperCase.test(text)) return 'key ids are in lower case';
  if (isAliasName(`alias/${text}`) && !text.includes(':')) return `did you mean "alias/${text}"?`;
  if (text.startsWith('alias/')) return 'an alias is alias/ and 1–255 characters of A–Z a–z 0–9 : / _ -';
  return 'write a key id, alias/name, alias/prefix/* (one level), alias/prefix/** (any depth), a URN, or { tags: … }';
}

function readAliasPattern(text: string, offset: number, report: Report): KeySelector | undefined {
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

/** One text, or a list of texts. */
function readChoices<Value extends string>(
  node: SourceNode,
  what: string,
  read: (item: SourceNode) => Value | undefined,
  report: Report,
): readonly Value[] {
  const items = node.kind === 'text' ? [node] : readList(node, what, mostValues, report);
  return readEach(items, read, (value) => value, report);
}

function readAmong<Value extends string>(
  node: SourceNode,
  what: string,
  among: readonly Value[],
  report: Report,
): readonly Value[] {
  const read = (item: SourceNode): Value | undefined => {
    const text = readText(item, what, identifier, report);
    const value = among.find((each) => each === text);
    if (text !== undefined && value === undefined) {
      const near = suggestion(text, among) || `; it is one of ${among.join(', ')}`;
      report(item.offset, 'unknown-name', `${quote(text)} is no ${what}${near}`);
    }
    return value;
  };
  return readChoices(node, what, read, report);
}

function readTags(node: SourceNode, report: Report): readonly TagCondition[] {
  const members = readMap(node, 'tags', report);
  if (members === undefined) return [];
  if (members.size > mostTags) {
    report(node.offset, 'invalid-value', `tags has ${members.size} members; a key has at most ${mostTags}`);
  }
  return [...members].map(([name, { keyOffset, value }]) => {
    const what = `the tag ${quote(name)}`;
    readText(
      { kind: 'text', value: name, offset: keyOffset, beforeComment: false },
      'the name of a tag',
      tagName,
      report,
    );
    return { name, values: readChoices(value, what, (item) => readText(item, what, tagValue, report), report) };
  });
}

function readAttributes(node: SourceNode, report: Report): KeySelector | undefined {
  const members = readMembers(node, 'a key selector', attributes, report);
  if (members === undefined) return undefined;
  const [tags, specs, usages, origins] = attributes.optional.map((name) => members.get(name)?.value);
  return {
    type: 'attributes',
    tags: tags === undefined ? [] : readTags(tags, report),
    ...(specs && {
      keySpec: readChoices(specs, 'keySpec', (item) => readText(item, 'keySpec', keySpec, report), report),
    }),
    ...(usages && { keyUsage: readAmong(usages, 'key usage', keyUsages, report) }),
    ...(origins && { origin: readAmong(origins, 'origin', keyOrigins, report) }),
  };
}
