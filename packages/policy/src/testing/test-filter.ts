import { VaultError } from '@chatelaine/core';
import { suggestion } from '../form/near-name.ts';
import type { PolicyCheck } from './policy-check.ts';

const filterable = ['suite', 'case', 'who', 'key', 'action'] as const;

type Filterable = (typeof filterable)[number];

/** Which checks are run: those that have, of everything that is named, one of the words given in their name. */
export type TestFilter = ReadonlyMap<Filterable, readonly string[]>;

/**
 * Reads a filter as it is written: `who=alice;action=kms:cmk:decryptData,kms:cmk:sign`.
 *
 * @throws VaultError `InvalidArgument` if it names something else than suite, case, who, key or action.
 */
export function parseTestFilter(text: string): TestFilter {
  const filter = new Map<Filterable, readonly string[]>();
  for (const part of text.split(';')) {
    const [, written = part, words = ''] = /^\s*([^=]*?)\s*=\s*(.*?)\s*$/.exec(part) ?? [];
    const name = filterable.find((each) => each === written);
    const wanted = words.split(',').filter((word) => word !== '');
    if (name === undefined || wanted.length === 0) {
      const near = suggestion(written, filterable) || `; write such as who=alice;action=kms:cmk:decryptData`;
      throw new VaultError(
        'InvalidArgument',
        `The filter ${JSON.stringify(part)} names none of ${filterable.join(', ')}${near}.`,
      );
    }
    filter.set(name, [...(filter.get(name) ?? []), ...wanted]);
  }
  return filter;
}

/** Whether a check is to be run. */
export function isWanted(filter: TestFilter, suite: string, name: string, { who, key, action }: PolicyCheck): boolean {
  const told: Readonly<Record<Filterable, string | undefined>> = { suite, case: name, who, key, action };
  return [...filter].every(([part, words]) => words.some((word) => told[part]?.includes(word) === true));
}
