import { type PolicyDocument, VaultError } from '@chatelaine/core';
import { loadPolicyDocuments } from '../load-policy-documents.ts';
import { parseSource } from '../source/parse-source.ts';
import type { SourceNode } from '../source/source-node.ts';
import { type CanonicalValue, canonicalJson } from '../canonical-json.ts';
import { assembleBundle, maximumBundleVersion, type PolicyBundle } from './policy-bundle.ts';

/**
 * Builds a bundle of policy documents: the same rules, as canonical JSON. What has no meaning (comments, quotes, the order
 * of files) is not in it, so the same policy always gives the same hash.
 *
 * @throws VaultError `InvalidPolicy` as `loadPolicyDocuments`; `InvalidArgument` for a version that is none.
 */
export function buildPolicyBundle(documents: readonly PolicyDocument[], version: number): PolicyBundle {
  if (!Number.isInteger(version) || version < 1 || version > maximumBundleVersion) {
    throw new VaultError('InvalidArgument', `The version of a bundle is a whole number of 1–${maximumBundleVersion}.`);
  }
  loadPolicyDocuments(documents);
  const built = documents
    .map(({ name, text }) => ({ name, text: canonicalText(text) }))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));
  // The built form has limits of its own: quotes and escapes make it longer.
  loadPolicyDocuments(built);
  return assembleBundle(built, version);
}

function canonicalText(text: string): string {
  const root = parseSource(text, () => {
    throw new VaultError('Internal', 'A policy document that was loaded can not be read again.');
  });
  return canonicalJson(toJson(root));
}

function toJson(node: SourceNode | undefined): CanonicalValue {
  switch (node?.kind) {
    case 'text':
      return node.value;
    case 'list':
      return node.items.map(toJson);
    case 'map': {
      const value = Object.create(null) as Record<string, CanonicalValue>;
      for (const [name, member] of node.members) value[name] = toJson(member.value);
      return value;
    }
    default:
      throw new VaultError('Internal', 'A policy document that was loaded holds an empty value.');
  }
}
