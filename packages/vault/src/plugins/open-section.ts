import { type Factory, type FactoryKind, VaultError } from '@chatelaine/core';
import { contained } from '../guards/contained.ts';
import type { UntypedSection } from '../configuration/vault-configuration.ts';

/** Validates the options of a section by the schema that the plugin brought, and opens what it selects. */
export async function openSection<Product, Context>(
  kind: FactoryKind,
  section: UntypedSection,
  factory: Factory<unknown, Product, Context>,
  context: Context,
): Promise<Product> {
  const { use, ...options } = section;
  const who = `The plugin of ${kind} "${use}"`;
  const result = await contained(who, () => factory.options['~standard'].validate(options));
  if (result.issues !== undefined) {
    const problems = result.issues.map(({ message, path }) => `${pathOf(path)}${message}`).join('; ');
    throw new VaultError('InvalidConfiguration', `The options of ${kind} "${use}" are malformed: ${problems}.`);
  }
  return await contained(who, () => factory.open(result.value, context));
}

function pathOf(path: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined): string {
  if (path === undefined || path.length === 0) return '';
  return `${path.map((part) => String(typeof part === 'object' ? part.key : part)).join('.')}: `;
}
