import { type PolicyDocument, VaultError } from '@chatelaine/core';
import { maximumDocumentName, maximumDocuments } from '../limits.ts';
import { findHidden } from '../source/hidden-characters.ts';
import { maximumDepth } from '../source/tokens.ts';
import { type CanonicalValue, canonicalJson } from '../canonical-json.ts';
import {
  assembleBundle,
  bundleFormat,
  formatPolicyBundle,
  maximumBundleFileBytes,
  maximumBundleVersion,
  maximumSignatures,
  type PolicyBundle,
  type PolicyBundleSignature,
} from './policy-bundle.ts';
import { signatureBytes } from './policy-key.ts';

const fileMembers = ['bundle', 'documents', 'hash', 'signatures', 'version'];
const documentMembers = ['content', 'name'];
const signatureMembers = ['algorithm', 'key', 'signature'];
const hexadecimal = /^[0-9a-f]{64}$/;
/** The document, its members, and what they hold. */
const deepestContent = maximumDepth;

/**
 * Reads the file of a bundle. It must be exactly the bytes that `formatPolicyBundle` writes, so nothing in it can be read in two
 * ways. That the hash is right is checked; whether its signatures are is for `isSignedBy` and `requireTrustedBundle` to say, and
 * whether its documents are policies for `loadPolicyDocuments`.
 *
 * @throws VaultError `InvalidPolicy` for everything that is not such a file of at most 10 MiB.
 */
export function readPolicyBundle(file: string | Uint8Array): PolicyBundle {
  const text = decode(file);
  const read = membersOf(parse(text), fileMembers, 'it');
  if (read['bundle'] !== bundleFormat)
    throw refused(`its member bundle must be "${bundleFormat}"; another version of Chatelaine may have built it`);
  const { version } = read;
  if (typeof version !== 'number' || !Number.isInteger(version) || version < 1 || version > maximumBundleVersion) {
    throw refused(`its version is no whole number of 1–${maximumBundleVersion}`);
  }
  const documents = readDocuments(read['documents']);
  const bundle = assembleBundle(documents, version, readSignatures(read['signatures']));
  if (read['hash'] !== bundle.hash) throw refused('its hash is wrong: it was changed, or not copied whole');
  if (formatPolicyBundle(bundle) !== text) {
    throw refused(
      'it is not in the canonical encoding: no spaces, members sorted, one line with a line feed at its end',
    );
  }
  return bundle;
}

function decode(file: string | Uint8Array): string {
  const bytes = typeof file === 'string' ? Buffer.byteLength(file) : file.length;
  if (bytes > maximumBundleFileBytes) throw refused(`it has ${bytes} bytes; the most is ${maximumBundleFileBytes}`);
  if (typeof file === 'string') return file;
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(file);
  } catch {
    throw refused('it is not UTF-8');
  }
}

// What the parser says quotes the file, hidden characters and all.
function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw refused('it is not well-formed JSON; perhaps it was not copied whole');
  }
}

function readDocuments(given: unknown): readonly PolicyDocument[] {
  const items = listOf(given, maximumDocuments, 'documents');
  let before: string | undefined;
  return items.map((item, index) => {
    const { content, name } = membersOf(item, documentMembers, `document ${index + 1}`);
    if (typeof name !== 'string' || name.length === 0 || name.length > maximumDocumentName) {
      throw refused(`document ${index + 1} has no name of 1–${maximumDocumentName} characters`);
    }
    if (findHidden(name) !== undefined) throw refused(`the name of document ${index + 1} holds a hidden character`);
    if (before !== undefined && before >= name) throw refused('its documents are not sorted by name, each name once');
    before = name;
    if (typeof content !== 'object' || content === null || Array.isArray(content)) {
      throw refused(`the content of document ${index + 1} is no policy document`);
    }
    requirePlain(content, 1, index);
    return { name, text: canonicalJson(content as CanonicalValue) };
  });
}

/** Text, lists and maps, not too deep: what a policy document is made of. */
function requirePlain(value: unknown, depth: number, index: number): void {
  if (typeof value === 'string') return;
  if (typeof value !== 'object' || value === null)
    throw refused(`document ${index + 1} holds something that is neither text, list nor map`);
  if (depth > deepestContent) throw refused(`document ${index + 1} is nested more than ${deepestContent} deep`);
  for (const member of Object.values<unknown>(value as Record<string, unknown>)) {
    if (typeof member !== 'string') requirePlain(member, depth + 1, index);
  }
}

function readSignatures(given: unknown): readonly PolicyBundleSignature[] {
  let before: string | undefined;
  return listOf(given, maximumSignatures, 'signatures').map((item, index) => {
    const what = `signature ${index + 1}`;
    const { algorithm, key, signature } = membersOf(item, signatureMembers, what);
    if (!isAlgorithm(algorithm)) throw refused(`${what} has no algorithm that is known`);
    if (typeof key !== 'string' || !hexadecimal.test(key))
      throw refused(`${what} names no key by 64 hexadecimal digits`);
    if (before !== undefined && before >= key) throw refused('its signatures are not sorted by key, each key once');
    before = key;
    if (typeof signature !== 'string' || !isBase64(signature, signatureBytes[algorithm])) {
      throw refused(`${what} is not ${signatureBytes[algorithm]} bytes as base64`);
    }
    return { algorithm, key, signature };
  });
}

function isAlgorithm(value: unknown): value is PolicyBundleSignature['algorithm'] {
  return typeof value === 'string' && Object.hasOwn(signatureBytes, value);
}

function isBase64(text: string, bytes: number): boolean {
  const decoded = Buffer.from(text, 'base64');
  return decoded.length === bytes && decoded.toString('base64') === text;
}

/** Exactly these members, in an object without a prototype. */
function membersOf(value: unknown, names: readonly string[], what: string): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw refused(`${what} is no object`);
  const given = Object.keys(value);
  if (given.length !== names.length || !names.every((name) => Object.hasOwn(value, name))) {
    throw refused(`${what} must have the members ${names.join(', ')} and no others`);
  }
  return Object.assign(Object.create(null) as Record<string, unknown>, value);
}

function listOf(value: unknown, maximum: number, what: string): readonly unknown[] {
  if (!Array.isArray(value)) throw refused(`its ${what} are no list`);
  if (value.length > maximum) throw refused(`it has ${value.length} ${what}; the most is ${maximum}`);
  return value as readonly unknown[];
}

function refused(fault: string): VaultError {
  return new VaultError('InvalidPolicy', `The policy bundle can't be read: ${fault}. Nothing of it was taken.`);
}
