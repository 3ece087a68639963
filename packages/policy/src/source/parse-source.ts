import { Composer, isMap, isScalar, isSeq, type ParsedNode, Scalar } from 'yaml';
import { findHidden, findHiddenInSource, quote } from './hidden-characters.ts';
import type { Report } from './report.ts';
import type { SourceMember, SourceNode } from './source-node.ts';
import { readTokens } from './tokens.ts';

const nothing = /^(?:|~|null|Null|NULL)$/;

/**
 * Reads one YAML or JSON document into text, lists and maps. Whatever readers disagree on or people overlook is
 * refused: anchors, aliases, tags, merge keys, duplicate keys, several documents, warnings, hidden characters.
 *
 * @returns `undefined` if the document was refused; the reason is reported.
 */
export function parseSource(text: string, report: Report): SourceNode | undefined {
  const hidden = findHiddenInSource(text);
  if (hidden !== undefined) {
    report(
      hidden.offset,
      'hidden-character',
      `the character ${hidden.character} can't be seen and is refused anywhere in a policy; remove it (text is UTF-8 without a byte order mark)`,
    );
    return undefined;
  }
  const tokens = readTokens(text, report);
  if (tokens === undefined) return undefined;
  // Keys are compared below, in linear time.
  const composer = new Composer({
    schema: 'failsafe',
    version: '1.2',
    uniqueKeys: false,
    stringKeys: false,
    logLevel: 'error',
  });
  const documents = [...composer.compose(tokens, true, text.length)];
  const faults = documents.flatMap(({ errors, warnings }) => [...errors, ...warnings]);
  for (const { pos, message } of faults) {
    report(pos[0], 'malformed', `not well-formed YAML: ${message.replaceAll('\n', ' ')}`);
  }
  const [document] = documents;
  if (documents.length !== 1 || document === undefined || faults.length > 0) return undefined;
  const root = convert(document.contents, report);
  if (root.kind !== 'nothing') return root;
  report(0, 'empty-value', 'the document is empty');
  return undefined;
}

function convert(node: ParsedNode | null, report: Report): SourceNode {
  if (isScalar(node)) return convertScalar(node, report);
  const offset = node?.range[0] ?? 0;
  if (isSeq(node)) return { kind: 'list', offset, items: node.items.map((item) => convert(item, report)) };
  if (isMap(node)) return { kind: 'map', offset, members: convertMembers(node.items, report) };
  return { kind: 'nothing', offset };
}

function convertScalar(node: Scalar.Parsed, report: Report): SourceNode {
  const [offset] = node.range;
  const value = String(node.value);
  const plain = node.type === Scalar.PLAIN || node.type === undefined;
  if (plain && nothing.test(value)) return { kind: 'nothing', offset };
  const hidden = findHidden(value.replaceAll('\n', ''));
  if (hidden !== undefined) {
    report(offset, 'hidden-character', `the escape in ${quote(value)} makes the hidden character ${hidden}; remove it`);
  }
  return { kind: 'text', offset, value, beforeComment: plain && typeof node.comment === 'string' };
}

function convertMembers(
  pairs: readonly { readonly key: ParsedNode; readonly value: ParsedNode | null }[],
  report: Report,
): ReadonlyMap<string, SourceMember> {
  const members = new Map<string, SourceMember>();
  for (const pair of pairs) {
    const key = convert(pair.key, report);
    if (key.kind !== 'text') {
      report(key.offset, 'malformed', 'the name of a member must be text');
      continue;
    }
    const keyOffset = key.offset;
    if (key.value === '<<') {
      report(keyOffset, 'refused-syntax', 'merge keys (<<) are not part of the policy language; write the members out');
    } else if (key.value === '__proto__') {
      report(keyOffset, 'unknown-member', 'the name __proto__ is refused');
    } else if (members.has(key.value)) {
      report(keyOffset, 'duplicate-member', `${quote(key.value)} is written twice; keep one`);
    } else {
      const value: SourceNode =
        pair.value === null ? { kind: 'nothing', offset: keyOffset } : convert(pair.value, report);
      members.set(key.value, { keyOffset, value });
    }
  }
  return members;
}
