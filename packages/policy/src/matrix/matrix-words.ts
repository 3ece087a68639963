import type { Named, TestKey, TestPrincipal } from '../testing/test-file.ts';
import type { MatrixFile, MatrixMark } from './policy-matrix.ts';

/** The marks, as people read them. */
export const markWords: Readonly<Record<MatrixMark, string>> = {
  allow: 'allowed',
  depends: 'depends on the context',
  deny: 'denied by a rule',
  default: 'not allowed by any rule',
};

/** A file of tests, and what it takes for now. */
export function fileWords({ source, description, now }: MatrixFile): string {
  const about = description === undefined ? '' : ` (${description.trim().replace(/\.$/, '')})`;
  return `${source}${about}, at ${now.replace(/:00\.000Z$/, 'Z')}`;
}

function pairs(noun: string, list: readonly Named<string>[] = []): readonly string[] {
  return list.map(({ name, value }) => `${noun} ${name}=${value}`);
}

/** Who a principal is, besides its name in the file. */
export function principalWords({ id, roles = [], groups = [], attributes }: TestPrincipal): string {
  const names = [id, ...roles.map((role) => `role:${role}`), ...groups.map((group) => `group:${group}`)];
  return [...names, ...pairs('attribute', attributes)].join(', ');
}

/** What a key is, besides its name in the file; empty for one of which nothing is said. */
export function keyWords(key: TestKey): string {
  const { id, aliases = [], tags, unknown = [], ...attributes } = key;
  return [
    ...aliases,
    ...pairs('tag', tags),
    ...Object.values(attributes),
    ...(id === undefined ? [] : [id]),
    ...(unknown.length === 0 ? [] : [`unknown: ${unknown.join(', ')}`]),
  ].join(', ');
}
