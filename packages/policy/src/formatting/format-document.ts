import type { PolicyDocument } from '@chatelaine/core';
import { VaultError } from '@chatelaine/core';
import { type ParsedNode, parseDocument } from 'yaml';
import { loadPolicyDocuments } from '../load-policy-documents.ts';
import { policySchema, policyTestSchema } from '../schema/policy-schema.ts';
import { loadPolicyTests } from '../testing/load-policy-tests.ts';
import { SchemaCursor } from './schema-cursor.ts';
import { SourceRenderer } from './render-source.ts';

/**
 * A policy document as it is best written: members in the order of the language, and quotes around what some YAML reads as a
 * number, a truth or a date. Everything else stays: comments, line breaks, the order of rules and lists. Formatting twice changes
 * nothing more, and what the document says stays the same.
 *
 * @throws VaultError `InvalidPolicy` if it is no valid document.
 */
export function formatPolicyDocument(document: PolicyDocument): string {
  return formatted(document, SchemaCursor.root(policySchema()), ({ name, text }) =>
    loadPolicyDocuments([{ name, text }]),
  );
}

/**
 * The same of a file of tests.
 *
 * @throws VaultError `InvalidPolicy` if it is no valid file of tests.
 */
export function formatPolicyTests(document: PolicyDocument): string {
  return formatted(document, SchemaCursor.root(policyTestSchema()), ({ name, text }) =>
    loadPolicyTests([{ name, text }]),
  );
}

function formatted(
  document: PolicyDocument,
  schema: SchemaCursor,
  load: (document: PolicyDocument) => unknown,
): string {
  const { name, text } = document;
  const meaning = withoutPlaces(load(document));
  const contents = parseDocument(text, { schema: 'failsafe', uniqueKeys: false }).contents as ParsedNode;
  const renderer = new SourceRenderer(text, name.toLowerCase().endsWith('.json'));
  const [start, end] = contents.range;
  const written = text.slice(0, start) + renderer.render(contents, schema) + text.slice(end);
  // Whatever a document does to confuse the above: it is not written with another meaning.
  if (withoutPlaces(loadAgain(load, { name, text: written })) !== meaning) {
    throw new VaultError('Internal', `${name} can't be formatted without changing what it says; please report it.`);
  }
  return written;
}

function loadAgain(load: (document: PolicyDocument) => unknown, document: PolicyDocument): unknown {
  try {
    return load(document);
  } catch {
    return undefined;
  }
}

function withoutPlaces(loaded: unknown): string {
  const places: ReadonlySet<string> = new Set(['position', 'places']);
  return JSON.stringify(loaded, (member, value: unknown) => (places.has(member) ? undefined : sorted(value))) ?? '';
}

/** Members in one order, since that is what changes. */
function sorted(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
